import { verifierMain } from '../src/packing/verifier-main-node.ts';

process.exitCode = await verifierMain(process.argv.slice(2));
