import type { ClientUnaryCall, Metadata, requestCallback, ServiceError } from '@grpc/grpc-js';
import { gateway, google } from '@hyperledger/fabric-protos';

/** How a refused call ended: gRPC's code, its message and Fabric's details. */
export interface Refused {
    readonly code: number;
    readonly message: string;
    readonly details: readonly { readonly mspId: string; readonly message: string }[];
}

type Unary<Q, R> = (request: Q, callback: requestCallback<R>) => ClientUnaryCall;

/** Makes a raw call; resolves with the refusal, rejects when it succeeds. */
export function refusalOf<Q, R>(call: Unary<Q, R>, request: Q): Promise<Refused> {
    return new Promise((resolve, reject) => {
        call(request, (error: ServiceError | null) => {
            if (error === null) reject(new Error('expected a refusal'));
            else resolve({ code: error.code, message: error.details, details: detailsOf(error.metadata) });
        });
    });
}

/** Makes a raw call; resolves with its answer. */
export function answerOf<Q, R>(call: Unary<Q, R>, request: Q): Promise<R> {
    return new Promise((resolve, reject) => {
        call(request, (error: ServiceError | null, answer?: R) => {
            if (error !== null || answer === undefined) reject(error ?? new Error('no answer'));
            else resolve(answer);
        });
    });
}

function detailsOf(metadata: Metadata): Refused['details'] {
    const [bytes] = metadata.get('grpc-status-details-bin');
    if (!Buffer.isBuffer(bytes)) return [];
    return google.rpc.Status.deserializeBinary(bytes)
        .getDetailsList()
        .map((any) => gateway.ErrorDetail.deserializeBinary(any.getValue_asU8()))
        .map((detail) => ({ mspId: detail.getMspId(), message: detail.getMessage() }));
}
