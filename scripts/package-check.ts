import { packageCheckMain } from '../src/packing/package-check-node.ts';

process.exitCode = await packageCheckMain();
