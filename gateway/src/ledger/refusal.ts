import { status } from '@grpc/grpc-js';
import { decodeError, EdgeError, type ErrorCode, type ErrorContext } from '@edgebourse/chaincode/common/errors';
import { GatewayError, StatusCode, type ErrorDetail } from '@hyperledger/fabric-gateway';

/** What one organisation's peer said. */
export interface OrganisationRefusal {
    readonly mspId: string;
    readonly message: string;
}

/** A refusal by the ledger, with what each refusing organisation said. */
export class LedgerRefusal extends EdgeError {
    readonly organisations: readonly OrganisationRefusal[];

    constructor(
        code: ErrorCode,
        context: ErrorContext,
        organisations: readonly OrganisationRefusal[],
        options?: ErrorOptions,
    ) {
        super(code, context, options);
        this.organisations = organisations;
    }
}

const MESSAGE_CHARACTERS_MAX = 300;

/**
 * Endorsers that stood at different heights computed different results, or are not known yet to have the definition of
 * the chaincode that was agreed last; later they agree.
 */
const MISMATCH = /ProposalResponsePayloads do not match|required chaincodes are not installed on sufficient peers/;
/** Fabric's concurrency limit arrives as UNKNOWN or UNAVAILABLE, known by its text alone. */
const BUSY = /concurrency limit|too many requests/i;

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
    [status.UNAVAILABLE]: 'LEDGER_UNAVAILABLE',
    [status.CANCELLED]: 'LEDGER_UNAVAILABLE',
    [status.DEADLINE_EXCEEDED]: 'DEADLINE_EXCEEDED',
    [status.RESOURCE_EXHAUSTED]: 'LEDGER_BUSY',
};

function toOrganisation({ mspId, message }: ErrorDetail): OrganisationRefusal {
    return { mspId, message: message.slice(0, MESSAGE_CHARACTERS_MAX) };
}

function transportCode(text: string, grpcStatus: number): ErrorCode {
    if (MISMATCH.test(text)) return 'LEDGER_CONFLICT';
    if (BUSY.test(text)) return 'LEDGER_BUSY';
    return CODE_OF_STATUS[grpcStatus] ?? 'LEDGER_REFUSED';
}

/**
 * Decodes, in this one place, what the Fabric client throws: the contract's own refusal where any organisation sent
 * one, else what became of the way to the ledger.
 * @returns The refusal.
 */
export function toRefusal(error: unknown): EdgeError {
    if (error instanceof EdgeError) return error;
    if (!(error instanceof GatewayError)) {
        return new EdgeError('LEDGER_UNAVAILABLE', { reason: messageOf(error) }, { cause: error });
    }
    const organisations = error.details.map(toOrganisation);
    const texts = [...error.details.map(({ message }) => message), error.cause.details, error.message];
    for (const text of texts) {
        const decoded = decodeError(text);
        if (decoded !== undefined) {
            return new LedgerRefusal(decoded.code, decoded.context, organisations, { cause: error });
        }
    }
    const code = transportCode(texts.join('\n'), error.code);
    const context = { grpc: status[error.code] ?? String(error.code), reason: messageOf(error) };
    return new LedgerRefusal(code, context, organisations, { cause: error });
}

function messageOf(error: unknown): string {
    return (error instanceof Error ? error.message : String(error)).slice(0, MESSAGE_CHARACTERS_MAX);
}

/** The last one: endorsed under a definition of the chaincode that an upgrade has replaced since. */
const CONFLICTS: readonly number[] = [
    StatusCode.MVCC_READ_CONFLICT,
    StatusCode.PHANTOM_READ_CONFLICT,
    StatusCode.EXPIRED_CHAINCODE,
];

/** @returns The refusal that tells of a transaction that stands in its block as invalid. */
export function toInvalid(transactionId: string, code: number): EdgeError {
    const name = Object.entries(StatusCode).find(([, value]) => value === code)?.[0] ?? String(code);
    return new EdgeError(CONFLICTS.includes(code) ? 'LEDGER_CONFLICT' : 'LEDGER_REFUSED', {
        transactionId,
        validation: name,
    });
}
