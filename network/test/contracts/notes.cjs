const { Buffer } = require('node:buffer');
const { Contract } = require('fabric-contract-api');

/** A stranger's contract in plain JavaScript, as `--contracts` takes it. */
class NotesContract extends Contract {
    async write(ctx, key, text) {
        await ctx.stub.putState(key, Buffer.from(text));
    }

    async read(ctx, key) {
        return Buffer.from(await ctx.stub.getState(key)).toString('utf8');
    }
}

exports.contracts = [NotesContract];
