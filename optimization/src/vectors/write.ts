// Writes the vector files anew: `node optimization/dist/vectors/write.js`. Only after a rule was changed on purpose.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { vectorFiles } from './files';

for (const [path, text] of vectorFiles()) {
    const file = join(__dirname, '../../src', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
}
