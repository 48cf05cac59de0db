import { run } from './run.ts';

await run('check', process.argv.slice(2));
