import { join } from 'node:path';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { bundleDigest } from '../common/bundle-digest';
import { EdgeContext } from '../common/context';
import { answer, EdgeContract, readArgument } from '../common/edge-contract';
import { bundleAccess } from './access';
import { bundleArguments, type BundleAnswer } from './records';

/** Taken when the code is loaded: later the files may be those of another build. */
const LOADED: BundleAnswer = { digest: bundleDigest(join(__dirname, '..')) };

/** Which code an organisation's process runs. */
@Info({ title: 'bundle', description: 'The code that an organisation runs, for comparison with the agreed version' })
export class BundleContract extends EdgeContract {
    protected override readonly access = bundleAccess;

    constructor() {
        super('bundle');
    }

    /** Answers a {@link BundleAnswer}: ask one organisation's peer for it. */
    @Transaction(false)
    @Returns('string')
    async Digest(_ctx: EdgeContext, json: string): Promise<string> {
        readArgument(json, bundleArguments.Digest);
        return answer(LOADED);
    }
}
