import { parseArgs } from 'node:util';
import { allTables } from '../src/tables/all-tables-fs.ts';
import { checkTablesOf, writeTables } from '../src/tables/tables-fs.ts';

const { values } = parseArgs({
  options: { check: { type: 'boolean' }, list: { type: 'boolean' }, root: { type: 'string', default: '.' } },
});

if (values.list) {
  for (const { name, source } of allTables(values.root)) console.log(`${name.padEnd(16)} ${source}`);
} else {
  if (!values.check) for (const file of await writeTables(values.root)) console.log(`${file} written`);
  const { regions, findings } = await checkTablesOf(values.root);
  for (const { file, line, words } of findings) console.error(`${file}:${line} ${words}`);
  console.log(`${findings.length === 0 ? '✓' : '✗'} ${regions} generated tables, ${findings.length} findings`);
  process.exitCode = findings.length === 0 && regions > 0 ? 0 : 1;
}
