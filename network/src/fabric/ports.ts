/** The ports of a peer. */
export interface PeerPorts {
    readonly grpc: number;
    /** Where chaincode that the peer had started itself would call back; nothing does, but the peer opens it. */
    readonly callback: number;
    readonly operations: number;
    /** Where the organisation's chaincode process listens. */
    readonly service: number;
    /** Where the one listens that takes over from it in an upgrade, and the other way round in the next. */
    readonly serviceNext: number;
}

/** The ports of an orderer. */
export interface OrdererPorts {
    /** Clients and the other orderers. */
    readonly grpc: number;
    readonly operations: number;
    readonly admin: number;
}

/** Five ports from the first on. */
export function peerPorts(first: number): PeerPorts {
    return { grpc: first, callback: first + 1, operations: first + 2, service: first + 3, serviceNext: first + 4 };
}

/** Three ports from the first on. */
export function ordererPorts(first: number): OrdererPorts {
    return { grpc: first, operations: first + 1, admin: first + 2 };
}
