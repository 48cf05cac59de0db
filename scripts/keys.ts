import { keysMain } from '../src/packing/keys-main-node.ts';

process.exitCode = keysMain(process.argv.slice(2));
