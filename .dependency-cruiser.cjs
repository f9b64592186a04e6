const TESTS = '\\.(test|bench)\\.ts$|^[a-z]+/test/';
const border = (name, from, to, comment) => ({
    name,
    comment,
    severity: 'error',
    from: { path: from, pathNot: TESTS },
    to: { path: to },
});

/** The import borders of docs/internals.md; no cycles anywhere. Tests may reach the shared simulator. */
module.exports = {
    forbidden: [
        { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
        border(
            'chaincode-alone',
            '^chaincode/',
            '^(storage|optimization|gateway|agents|network)/',
            'contracts import nothing of ours',
        ),
        border(
            'optimization-alone',
            '^optimization/',
            '^(storage|chaincode|gateway|agents|network)/',
            'pure mathematics',
        ),
        border('storage-alone', '^storage/', '^(chaincode|optimization|gateway|agents|network)/', 'a plain library'),
        border(
            'gateway-not-network',
            '^gateway/',
            '^(agents|network)/',
            'the gateway knows ledgers only by fabric-gateway',
        ),
        border(
            'gateway-records-only',
            '^gateway/',
            '^chaincode/src/(?!common/|[a-z]+/records\\.ts$|[a-z]+/messages\\.ts$)',
            'common and record types only',
        ),
        border(
            'agents-rest-only',
            '^agents/',
            '^(storage|optimization|network)/',
            'agents are clients of the REST API',
        ),
        border(
            'agents-client-only',
            '^agents/',
            '^gateway/src/(?!client/)',
            'agents see only the REST client of the gateway',
        ),
        border(
            'agents-records-only',
            '^agents/',
            '^chaincode/src/(?!common/|[a-z]+/records\\.ts$|[a-z]+/messages\\.ts$)',
            'record types only',
        ),
        border(
            'embedded-is-handed-contracts',
            '^network/src/embedded/',
            '^(chaincode|gateway|agents|optimization)/',
            'whoever starts it hands it the contracts',
        ),
        border(
            'papers-draw-optimizers',
            '^papers/',
            '^(storage|chaincode|gateway|network|agents/src/(?!demo/svg\\.ts$))',
            'figures come from the optimizers alone; of the agents only the drawing of a chart',
        ),
        {
            name: 'one-door',
            comment: 'fabric-gateway only in gateway/src/ledger',
            severity: 'error',
            from: { path: '^(chaincode|agents|gateway/src/(?!ledger/))', pathNot: TESTS },
            to: { path: 'fabric-gateway' },
        },
    ],
    options: {
        doNotFollow: { path: 'node_modules|dist' },
        tsConfig: { fileName: 'tsconfig.json' },
        enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'require', 'node'] },
        tsPreCompilationDeps: true,
    },
};
