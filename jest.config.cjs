const { readFileSync } = require('node:fs');
const { join } = require('node:path');

// fabric-shim's logger would write a line for every call.
process.env.CORE_CHAINCODE_LOGGING_LEVEL ??= 'CRITICAL';

const swc = JSON.parse(readFileSync(join(__dirname, '.swcrc.json'), 'utf8'));

/** One jest run over all workspaces. Needs `npm run build` first: worker threads and child processes load dist. */
module.exports = {
    rootDir: __dirname,
    testEnvironment: 'node',
    testMatch: ['<rootDir>/*/src/**/*.test.ts', '<rootDir>/*/test/**/*.test.ts'],
    transform: { '\\.[jt]s$': ['@swc/jest', swc] },
    transformIgnorePatterns: ['/node_modules/(?!(@noble|jose|@edgebourse)/)'],
    moduleNameMapper: { '^@edgebourse/([a-z]+)/(.*)$': '<rootDir>/$1/src/$2' },
    modulePathIgnorePatterns: ['/dist/'],
    testTimeout: 120_000,
    maxWorkers: 2,
};
