import { showProgress, type Progress } from '@edgebourse/agents/demo/progress';
import fc from 'fast-check';
import { networkFiles } from '../commands/network-files';
import { findFreePort } from '../compose/free-port';
import { gatewayFiles } from '../compose/gateway-files';
import { readLedgerFacts, type LedgerFacts } from '../compose/ledger-facts';
import { startService, type Service } from '../compose/service';
import { readTokens } from '../compose/tokens';
import { readOperations, type Operation } from './document';
import { foundLedger, type FoundedLedger, type LedgerSize } from './found-ledger';
import { judge, type Answer } from './judge';
import { Tally, type FuzzReport, type RoundReport } from './report';
import { requestsOf, type FuzzRequest, type RequestSource } from './requests';
import { send } from './sender';
import { ValuePool } from './value-pool';

const HOST = '127.0.0.1';
const CONCURRENCY = 16;
/** Requests between two looks at what the ledger knows. */
const BATCH = 1000;
const REFRESHED_DEVICES = 8;
const OPERATORS: readonly (readonly [organisation: string, user: string, routes: RegExp])[] = [
    ['AuthorityMSP', 'registrar', /^\/v1\/(identity|policy)/],
    ['AuthorityMSP', 'treasury', /^\/v1\/coin/],
    ['Eag1MSP', 'operator', /^\/v1\/(energy|credit|compute)/],
    ['Eag2MSP', 'operator', /^\/v1\/(energy|credit|compute)/],
];

/** What `fuzz` is asked for. */
export interface FuzzOptions {
    /** Folder of a ledger that does not exist yet. */
    readonly dataDir: string;
    readonly requests: number;
    readonly rounds: number;
    readonly seed: number;
    readonly size: LedgerSize;
    /** Ends the run early; what was done until then is reported. */
    readonly signal?: AbortSignal;
}

/**
 * Sends generated requests to a gateway and a ledger of their own and judges each answer by the served OpenAPI document.
 * Rounds without tokens and signatures alternate with rounds that have them. After each round both are stopped and the
 * ledger's state is hashed: it may have changed only where a command was accepted.
 * @returns What was sent, answered and found.
 */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
    const began = performance.now();
    const tally = new Tally();
    const founded = await found(options);
    const pool = new ValuePool();
    const progress = showProgress(options.requests, process.stderr);
    const rounds: RoundReport[] = [];
    let before = await facts(options);
    let operations = 0;
    try {
        for (let round = 0; round < options.rounds && options.signal?.aborted !== true; round += 1) {
            progress.phase(`round ${round + 1} of ${options.rounds}`);
            const fuzzer = { options, tally, founded, pool, progress, round };
            const { accepted, requests, operations: asked } = await fuzzRound(fuzzer);
            const after = await facts(options);
            rounds.push(judgeRound(tally, { authorised: isAuthorised(round), requests, accepted }, before, after));
            operations = asked;
            before = after;
        }
    } finally {
        progress.stop();
    }
    const { byStatus, byKind, byCode, byOperation, findings } = tally;
    return {
        seed: options.seed,
        requests: rounds.reduce((sum, { requests }) => sum + requests, 0),
        seconds: Math.round((performance.now() - began) / 1000),
        operations,
        byStatus,
        byKind,
        byCode,
        byOperation,
        rounds,
        findings,
    };
}

interface Fuzzer {
    readonly options: FuzzOptions;
    readonly tally: Tally;
    readonly founded: FoundedLedger;
    readonly pool: ValuePool;
    readonly progress: Progress;
    readonly round: number;
}

function isAuthorised(round: number): boolean {
    return round % 2 === 1;
}

async function found({ dataDir, seed, size }: FuzzOptions): Promise<FoundedLedger> {
    const service = await start(dataDir, String(seed));
    try {
        return await foundLedger(
            service.gatewayUrl,
            await readTokens(gatewayFiles(dataDir).tokens),
            String(seed),
            size,
        );
    } finally {
        await service.stop();
    }
}

async function start(dataDir: string, developmentSeed: string): Promise<Service> {
    return startService({ dataDir, host: HOST, peerPort: 0, gatewayPort: await findFreePort(HOST), developmentSeed });
}

function facts({ dataDir }: FuzzOptions): Promise<LedgerFacts> {
    return readLedgerFacts(networkFiles(dataDir).ledger);
}

function judgeRound(
    tally: Tally,
    round: Pick<RoundReport, 'authorised' | 'requests' | 'accepted'>,
    before: LedgerFacts,
    after: LedgerFacts,
): RoundReport {
    const isStateUnchanged = before.stateHash === after.stateHash;
    const mayChange = round.authorised && round.accepted > 0;
    if (!isStateUnchanged && !mayChange) {
        tally.addFault('state changed', `from ${before.stateHash} to ${after.stateHash} although nothing was accepted`);
    }
    const transactions = after.transactions - before.transactions;
    return { ...round, stateHash: after.stateHash, isStateUnchanged, transactions };
}

interface RoundCount {
    readonly requests: number;
    readonly accepted: number;
    readonly operations: number;
}

async function fuzzRound(fuzzer: Fuzzer): Promise<RoundCount> {
    const { options, founded, pool, round } = fuzzer;
    const service = await start(options.dataDir, String(options.seed));
    try {
        const token = await readTokens(gatewayFiles(options.dataDir).tokens);
        const tokens = OPERATORS.map(([organisation, user, routes]) => ({ token: token(organisation, user), routes }));
        const source: RequestSource = isAuthorised(round)
            ? { pool, devices: founded.devices, tokens }
            : { pool, devices: [], tokens: [] };
        const operations = readOperations(await getJson(service.gatewayUrl, '/openapi.json'));
        const wanted =
            Math.floor((options.requests * (round + 1)) / options.rounds) -
            Math.floor((options.requests * round) / options.rounds);
        let requests = 0;
        let accepted = 0;
        while (requests < wanted && options.signal?.aborted !== true) {
            await refresh(service.gatewayUrl, fuzzer, requests);
            const count = Math.min(BATCH, wanted - requests);
            const seed = options.seed * 1_000_003 + round * 10_007 + requests;
            accepted += await sendAll(service.gatewayUrl, fuzzer, makeBatch(operations, source, count, seed));
            requests += count;
        }
        return { requests, accepted, operations: operations.length };
    } finally {
        await service.stop();
    }
}

interface Planned {
    readonly operation: Operation;
    readonly request: FuzzRequest;
}

/** The operations take turns. */
function makeBatch(operations: readonly Operation[], source: RequestSource, count: number, seed: number): Planned[] {
    const turns = Math.ceil(count / operations.length);
    const made = operations.map((operation, at) => ({
        operation,
        requests: fc.sample(requestsOf(operation, source), { numRuns: turns, seed: seed + at }),
    }));
    const inTurn = Array.from({ length: turns }, (_, turn) =>
        made.flatMap(({ operation, requests }) => {
            const request = requests[turn];
            return request === undefined ? [] : [{ operation, request }];
        }),
    );
    return inTurn.flat().slice(0, count);
}

/** @returns How many commands were accepted. */
async function sendAll(
    gatewayUrl: string,
    { tally, pool, progress }: Fuzzer,
    planned: readonly Planned[],
): Promise<number> {
    let next = 0;
    let accepted = 0;
    const work = async (): Promise<void> => {
        for (let turn = planned[next++]; turn !== undefined; turn = planned[next++]) {
            const { operation, request } = turn;
            const answer = await send(gatewayUrl, request);
            tally.add(operation, request, answer, judge(operation, answer));
            if (isAcceptance(request, answer)) accepted += 1;
            if (answer.status >= 200 && answer.status < 300 && answer.text !== '') pool.learn(JSON.parse(answer.text));
            progress.advance(1);
        }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return accepted;
}

function isAcceptance({ method, target }: FuzzRequest, { status, text }: Answer): boolean {
    if (method === 'GET' || status < 200 || status >= 300) return false;
    return !target.startsWith('/v1/messages') || /"status":20[012]/.test(text) || !text.includes('"code"');
}

/** Looks at a few wallets, regions and intervals, so that the next requests can name what exists now. */
async function refresh(gatewayUrl: string, { founded, pool }: Fuzzer, at: number): Promise<void> {
    const [first, open] = founded.intervals;
    for (let interval = first; interval <= open + 2; interval += 1) pool.learn({ interval });
    const targets = ['/v1/energy/regions', '/v1/identity/wallets', '/v1/energy/trades'];
    pool.learn({
        mspId: ['AuthorityMSP', 'Eag1MSP', 'Eag2MSP'],
        organisation: ['Eag1MSP', 'Eag2MSP'],
        region: ['r1', 'r2'],
    });
    for (const region of ['r1', 'r2']) targets.push(`/v1/energy/regions/${region}/intervals/${first}/trades`);
    for (const target of targets) pool.learn(await getJson(gatewayUrl, target));
    for (let turn = 0; turn < REFRESHED_DEVICES; turn += 1) {
        const device = founded.devices[(at + turn) % founded.devices.length];
        if (device === undefined) continue;
        const path = `/v1/coin/wallets/${device.key.address}/outputs`;
        const { outputs = [] } = (await getJson(gatewayUrl, path)) as { outputs?: { id: string }[] };
        device.outputs = outputs.map(({ id }) => id);
    }
}

async function getJson(gatewayUrl: string, path: string): Promise<unknown> {
    return (await fetch(`${gatewayUrl}${path}`)).json();
}
