const { Contract } = require('fabric-contract-api');
const { contracts } = require('../../../chaincode/dist/index.js');

let runs = 0;

/** Answers otherwise each time it is asked, as a peer does that lies. */
class MoodyContract extends Contract {
    constructor() {
        super('moody');
    }

    async Answer() {
        runs += 1;
        return String(runs);
    }
}

exports.contracts = [...contracts, MoodyContract];
