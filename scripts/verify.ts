import { run } from './run.ts';

await run('verify', process.argv.slice(2));
