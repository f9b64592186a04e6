// Preloaded (`node --require`) into the processes that a benchmark starts: counts signature checks and signatures by
// their encoding (devices and receipts sign ieee-p1363, ledger identities der) and keeps them in a file, with the
// processor time and the memory of the process.
'use strict';
const crypto = require('node:crypto');
const { renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setInterval } = require('node:timers');
const { isMainThread, threadId } = require('node:worker_threads');

const folder = process.env.BENCH_COUNT_FOLDER;
const FLUSH_MS = 1000;
const counts = { checks: { p1363: 0, der: 0 }, signatures: { p1363: 0, der: 0 } };

const encodingOf = (key) => (key?.dsaEncoding === 'ieee-p1363' ? 'p1363' : 'der');

function countCalls(name, counter, keyPlace) {
    const original = crypto[name];
    crypto[name] = (...args) => {
        counter[encodingOf(args[keyPlace])] += 1;
        return original(...args);
    };
}

function countMethod(type, name, counter) {
    const original = type.prototype[name];
    type.prototype[name] = function counted(...args) {
        counter[encodingOf(args[0])] += 1;
        return original.apply(this, args);
    };
}

function flush() {
    const file = join(folder, `${process.pid}-${threadId}.json`);
    const whole = isMainThread ? { cpu: process.cpuUsage(), rss: process.memoryUsage.rss() } : {};
    writeFileSync(`${file}.new`, JSON.stringify({ pid: process.pid, ...counts, ...whole, script: process.argv[1] }));
    renameSync(`${file}.new`, file);
}

if (folder !== undefined) {
    countCalls('verify', counts.checks, 2);
    countCalls('sign', counts.signatures, 2);
    countMethod(crypto.Verify, 'verify', counts.checks);
    countMethod(crypto.Sign, 'sign', counts.signatures);
    setInterval(flush, FLUSH_MS).unref();
}
