import { run } from './run.ts';

await run('controls', process.argv.slice(2));
