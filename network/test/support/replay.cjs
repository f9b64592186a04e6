// Replays three noon intervals with ten households on new processes, with compiled code as users run it, and prints what
// came out as JSON. Arguments: the data folder, the kind of ledger (embedded when left out), and `credit` for deposits and
// banks.
const { join } = require('node:path');
const { readNeighbourhood, splitRegions } = require('@edgebourse/agents/demo/neighbourhood');
const { replayNeighbourhood } = require('@edgebourse/agents/demo/replay');
const { brokenClaims, newReport } = require('@edgebourse/agents/demo/report');
const { writeResults } = require('@edgebourse/agents/demo/results');
const { findFreePort } = require('@edgebourse/network/compose/free-port');
const { gatewayFiles } = require('@edgebourse/network/compose/gateway-files');
const { startService } = require('@edgebourse/network/compose/service');
const { readTokens } = require('@edgebourse/network/compose/tokens');

const HOST = '127.0.0.1';
const NOON = 48;
const INTERVALS = 3;

function someNodes({ region, nodes }) {
    const solar = nodes.filter((node) => node.hasPhotovoltaics).slice(0, 2);
    const others = nodes.filter((node) => !node.hasPhotovoltaics).slice(0, 3);
    const cut = (node) => ({ ...node, netWh: node.netWh.slice(NOON, NOON + INTERVALS) });
    return { region, nodes: [...solar, ...others].map(cut) };
}

async function main([dataDir, ledgerKind = 'embedded', credit]) {
    const profile = await readNeighbourhood(join(__dirname, '../../../data/neighbourhood'));
    const gatewayPort = await findFreePort(HOST);
    const ports = { host: HOST, peerPort: 0, gatewayPort };
    const service = await startService({ dataDir, ...ports, developmentSeed: '7', ledger: ledgerKind });
    let outcome;
    let ledger;
    try {
        outcome = await replayNeighbourhood({
            gatewayUrl: service.gatewayUrl,
            token: await readTokens(gatewayFiles(dataDir).tokens),
            regions: splitRegions(profile).map(someNodes),
            firstInterval: profile.firstInterval + NOON,
            intervals: INTERVALS,
            seed: '7',
            forecast: 'last',
            ...(credit === 'credit' && { credit: { lends: true, defaultShare: 0 } }),
            progress: process.stderr,
        });
        ledger = await service.finish();
    } finally {
        await service.stop();
    }
    const files = await writeResults(outcome, dataDir, 'noon');
    const report = newReport(outcome, ledger, { days: 1, seconds: 0 });
    const interval = profile.firstInterval + NOON + INTERVALS - 1;
    const onCredit = outcome.market.totals.onCredit;
    const loans = outcome.credit?.loans;
    console.log(JSON.stringify({ report, broken: brokenClaims(outcome, 'last'), files, interval, loans, onCredit }));
}

main(process.argv.slice(2)).catch((error) => {
    console.error(error);
    process.exit(1);
});
