import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readConnectionProfile } from '@edgebourse/gateway/ledger/connection-profile';

const FOLDER = join(__dirname, '../../test-network-config');

describe.each(['nano-bash', 'test-network'])("what is shipped for Fabric's %s", (name) => {
    it('has a profile that the gateway reads, with an operator in each organisation and a peer of each', async () => {
        const profile = await readConnectionProfile(join(FOLDER, name, 'connection.json'));
        expect(profile.organisations.map(({ mspId, users }) => [mspId, 'operator' in users])).toEqual([
            ['Org1MSP', true],
            ['Org2MSP', true],
        ]);
        expect(profile.fallbacks).toHaveLength(1);
        expect(profile.endorsement).toEqual({ outOf: 2, organisations: ['Org1MSP', 'Org2MSP'] });
    });

    it.each(['users.sh', 'deploy.sh'])('has a %s that the shell understands', (script) => {
        expect(execFileSync('bash', ['-n', join(FOLDER, name, script)]).toString()).toBe('');
    });
});
