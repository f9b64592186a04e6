import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { gateway, google } from '@hyperledger/fabric-protos';
import { Any } from 'google-protobuf/google/protobuf/any_pb';

/** Why one organisation's peer refused; travels in the trailer `grpc-status-details-bin`. */
export interface RefusalDetail {
    readonly address: string;
    readonly mspId: string;
    readonly message: string;
}

/** An error that gRPC sends as it is: status code, message, and Fabric's details for the client to unpack. */
export class RpcError extends Error implements ServiceError {
    override readonly name = 'RpcError';
    readonly details: string;
    readonly metadata = new Metadata();

    constructor(
        readonly code: status,
        message: string,
        refusals: readonly RefusalDetail[] = [],
    ) {
        super(message);
        this.details = message;
        if (refusals.length > 0) {
            this.metadata.set('grpc-status-details-bin', encodeStatus(code, message, refusals));
        }
    }
}

/** The given error when gRPC can send it, else INTERNAL with its message. */
export function toRpcError(error: unknown): RpcError {
    if (error instanceof RpcError) return error;
    return new RpcError(status.INTERNAL, error instanceof Error ? error.message : String(error));
}

function encodeStatus(code: status, message: string, refusals: readonly RefusalDetail[]): Buffer {
    const result = new google.rpc.Status();
    result.setCode(code);
    result.setMessage(message);
    for (const refusal of refusals) {
        const detail = new gateway.ErrorDetail();
        detail.setAddress(refusal.address);
        detail.setMspId(refusal.mspId);
        detail.setMessage(refusal.message);
        const any = new Any();
        any.pack(detail.serializeBinary(), 'gateway.ErrorDetail');
        result.addDetails(any);
    }
    return Buffer.from(result.serializeBinary());
}
