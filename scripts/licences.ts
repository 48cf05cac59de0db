import { licencesMain } from '../src/packing/licences-main-node.ts';

process.exitCode = await licencesMain(process.argv.slice(2));
