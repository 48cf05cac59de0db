import path from 'node:path';
import { readArguments, telling } from './command-line.ts';
import { findingsText } from './finding.ts';
import { projectLicences } from './licences-node.ts';
import { buildVerifier } from './verifier-node.ts';

/** Judges the licences of a project's packages, prints how many there are of each, and gives the exit status. */
export function licencesMain(args: readonly string[]): Promise<number> {
  return telling(async () => {
    const { values } = readArguments({
      args: [...args],
      options: { root: { type: 'string', default: '.' }, json: { type: 'boolean', default: false } },
    });
    const { packages: inlined } = await buildVerifier();
    const { packages, findings } = projectLicences(path.resolve(values.root), inlined);
    if (values.json) process.stdout.write(`${JSON.stringify({ packages, findings }, null, 2)}\n`);
    else process.stdout.write(countsText(packages));
    process.stderr.write(findingsText(findings));
    return packages.length > 0 && findings.length === 0 ? 0 : 1;
  });
}

function countsText(packages: ReturnType<typeof projectLicences>['packages']): string {
  const groups = Map.groupBy(packages, ({ use, licence }) => `${use}\t${licence}`);
  const rows = [...groups]
    .map(([group, members]) => ({ group: group.split('\t'), count: members.length }))
    .toSorted((a, b) => b.count - a.count);
  const width = Math.max(0, ...rows.map(({ group }) => group[0]?.length ?? 0));
  const lines = rows.map(
    ({ group: [use = '', licence = ''], count }) => `${String(count).padStart(4)}  ${use.padEnd(width)}  ${licence}\n`,
  );
  return `${lines.toSorted().toReversed().join('')}${packages.length} packages\n`;
}
