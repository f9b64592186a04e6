import { status } from '@grpc/grpc-js';
import { RpcError } from './rpc-error';

/** Counts the calls of one service that run now; refuses those above the limit, in Fabric's words and code. */
export class CallLimit {
    private running = 0;

    constructor(
        private readonly service: string,
        private readonly limit: number,
    ) {}

    /** Takes a slot and returns how to give it back; throws an RpcError when none is free. */
    enter(): () => void {
        if (this.running >= this.limit) {
            throw new RpcError(
                status.UNKNOWN,
                `too many requests for ${this.service}, exceeding concurrency limit (${this.limit})`,
            );
        }
        this.running += 1;
        let left = false;
        return () => {
            if (!left) this.running -= 1;
            left = true;
        };
    }
}
