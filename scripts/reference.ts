import { writeFileSync } from 'node:fs';
import { problemsPage } from '../src/engine/index.ts';

writeFileSync('content/problems.mdx', problemsPage());
console.log('content/problems.mdx written');
