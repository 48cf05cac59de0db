import { run } from './run.ts';

await run('claims', process.argv.slice(2));
