import { Info, Returns, Transaction } from 'fabric-contract-api';
import { runBatch } from '../common/batch';
import { EdgeContext } from '../common/context';
import { answer, EdgeContract, readArgument } from '../common/edge-contract';
import { identityAccess } from './access';
import { attach } from './attach';
import { deleteMapping, getMapping, putMapping } from './mapping';
import { registerOrganisation, requireOrganisation } from './organisations';
import { identityArguments, type WalletRecord } from './records';
import { registerWallet } from './registration';
import { blacklist, lift, proposeLift, revoke, setStatus } from './standing';
import { requireWallet } from './wallets';

/** Who takes part, by wallet. docs/concepts/identity.md has the table of functions. */
@Info({ title: 'identity', description: 'Wallets with their certificates and status, organisations, private mappings' })
export class IdentityContract extends EdgeContract {
    protected override readonly access = identityAccess;

    constructor() {
        super('identity');
    }

    /** Keeps the receipt key of the caller's organisation. Answers the {@link OrganisationRecord}. */
    @Transaction()
    @Returns('string')
    async RegisterOrganisation(ctx: EdgeContext, json: string): Promise<string> {
        const { receiptKey } = readArgument(json, identityArguments.RegisterOrganisation);
        return answer(await registerOrganisation(ctx, receiptKey));
    }

    /** Registers wallets with the authority's certificates, all or none. Answers their {@link WalletRecord}s. */
    @Transaction()
    @Returns('string')
    async RegisterWallets(ctx: EdgeContext, json: string): Promise<string> {
        const { wallets } = readArgument(json, identityArguments.RegisterWallets);
        const records: WalletRecord[] = [];
        for (const certificate of wallets) records.push(await registerWallet(ctx, certificate));
        ctx.emit({ type: 'wallets.registered', wallets: records.map(({ wallet }) => wallet) });
        return answer(records);
    }

    /** Keeps a mapping, which travels in the transient map, with the caller's organisation. Answers its id. */
    @Transaction()
    @Returns('string')
    async PutMapping(ctx: EdgeContext, json: string): Promise<string> {
        const { participant } = readArgument(json, identityArguments.PutMapping);
        await putMapping(ctx, participant);
        return answer({ participant });
    }

    /** Answers a {@link MappingRecord} of the caller's organisation. */
    @Transaction(false)
    @Returns('string')
    async GetMapping(ctx: EdgeContext, json: string): Promise<string> {
        const { participant } = readArgument(json, identityArguments.GetMapping);
        return answer(await getMapping(ctx, participant));
    }

    /** Deletes a mapping of the caller's organisation. Answers its id. */
    @Transaction()
    @Returns('string')
    async DeleteMapping(ctx: EdgeContext, json: string): Promise<string> {
        const { participant } = readArgument(json, identityArguments.DeleteMapping);
        await deleteMapping(ctx, participant);
        return answer({ participant });
    }

    /** Attaches wallets to regions by their signed commands. Answers a result each, in their order. */
    @Transaction()
    @Returns('string')
    async Attach(ctx: EdgeContext, json: string): Promise<string> {
        const { commands } = readArgument(json, identityArguments.Attach);
        const results = await runBatch(commands, async (envelope) => attach(ctx, envelope));
        const byRegion = new Map<string, string[]>();
        for (const result of results) {
            if (result.status !== 'done') continue;
            byRegion.set(result.region, [...(byRegion.get(result.region) ?? []), result.wallet]);
        }
        for (const [region, wallets] of byRegion) ctx.emit({ type: 'wallet.attached', wallets, region });
        return answer(results);
    }

    /** Suspends wallets or lets them act again. Answers their {@link WalletRecord}s, as do the next four. */
    @Transaction()
    @Returns('string')
    async SetStatus(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await setStatus(ctx, readArgument(json, identityArguments.SetStatus)));
    }

    /** Blocks all named wallets in one transaction, with evidence. */
    @Transaction()
    @Returns('string')
    async Blacklist(ctx: EdgeContext, json: string): Promise<string> {
        const { wallets, reason, evidence } = readArgument(json, identityArguments.Blacklist);
        return answer(await blacklist(ctx, { wallets, reason, evidence }));
    }

    /** First step of lifting a blacklisting. */
    @Transaction()
    @Returns('string')
    async ProposeLift(ctx: EdgeContext, json: string): Promise<string> {
        const { wallets } = readArgument(json, identityArguments.ProposeLift);
        return answer(await proposeLift(ctx, wallets));
    }

    /** Second step, by another organisation. */
    @Transaction()
    @Returns('string')
    async Lift(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await lift(ctx, readArgument(json, identityArguments.Lift)));
    }

    /** Revokes certificates by serial, for ever. */
    @Transaction()
    @Returns('string')
    async Revoke(ctx: EdgeContext, json: string): Promise<string> {
        return answer(await revoke(ctx, readArgument(json, identityArguments.Revoke)));
    }

    /** Answers a {@link WalletRecord}. */
    @Transaction(false)
    @Returns('string')
    async Wallet(ctx: EdgeContext, json: string): Promise<string> {
        const { wallet } = readArgument(json, identityArguments.Wallet);
        return answer(await requireWallet(ctx, wallet));
    }

    /** Answers the {@link WalletRecord}s in the order asked for. */
    @Transaction(false)
    @Returns('string')
    async Wallets(ctx: EdgeContext, json: string): Promise<string> {
        const { wallets } = readArgument(json, identityArguments.Wallets);
        const records: WalletRecord[] = [];
        for (const wallet of wallets) records.push(await requireWallet(ctx, wallet));
        return answer(records);
    }

    /** Answers an {@link OrganisationRecord}. */
    @Transaction(false)
    @Returns('string')
    async Organisation(ctx: EdgeContext, json: string): Promise<string> {
        const { mspId } = readArgument(json, identityArguments.Organisation);
        return answer(await requireOrganisation(ctx, mspId));
    }
}
