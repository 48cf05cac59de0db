import { run } from './run.ts';

await run('proofs', process.argv.slice(2));
