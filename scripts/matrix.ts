import { run } from './run.ts';

await run('matrix', process.argv.slice(2));
