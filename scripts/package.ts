import { packageMain } from '../src/packing/package-main-node.ts';

process.exitCode = await packageMain(process.argv.slice(2));
