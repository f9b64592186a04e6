// `npm test`: jest over all workspaces. Arguments go to jest.
import { runJest } from './jest.mjs';

process.exit(runJest(process.execPath, 'jest.json', process.argv.slice(2)));
