import { createHash } from 'node:crypto';
import type { Finding, Looked, ProjectFiles, ProjectGate } from './gate.ts';

const FOLDER = 'src/service/db/migrations/';
const LIST = `${FOLDER}released.sha256`;
const NUMBERED = /^(\d{4})-[a-z0-9-]+\.sql$/;

/** The version is that of the changelog, migrations are numbered without a gap, and none that was released has changed. */
export const releasesGate: ProjectGate = {
  kind: 'project',
  name: 'releases',
  holds: 'migrations are in order, and those that were released are unchanged',
  look: lookAtReleases,
};

function lookAtReleases(project: ProjectFiles): Looked {
  const missing = ['package.json', 'CHANGELOG.md', LIST].filter((file) => !project.files.includes(file));
  if (missing.length > 0)
    return { examined: 0, findings: missing.map((file) => ({ file, line: 1, words: 'does not exist' })) };
  const migrations = project.files.filter((file) => file.startsWith(FOLDER) && file.endsWith('.sql')).toSorted();
  return {
    examined: migrations.length,
    findings: [...versionFindings(project), ...numberFindings(migrations), ...changedFindings(project, migrations)],
  };
}

function versionFindings(project: ProjectFiles): readonly Finding[] {
  const version = /"version": "([^"]+)"/.exec(project.text('package.json'))?.[1] ?? '';
  const lines = project.text('CHANGELOG.md').split('\n');
  const at = lines.findIndex((line) => /^## \d/.test(line));
  const released = /^## (\d+\.\d+\.\d+)\b/.exec(lines[at] ?? '')?.[1];
  if (released === version) return [];
  const words = `the newest release is ${released ?? 'none'}, and package.json says ${version}`;
  return [{ file: 'CHANGELOG.md', line: Math.max(1, at + 1), words }];
}

function numberFindings(migrations: readonly string[]): readonly Finding[] {
  return migrations.flatMap((file, index) => {
    const number = Number(NUMBERED.exec(file.slice(FOLDER.length))?.[1]);
    if (number === index + 1) return [];
    return [{ file, line: 1, words: `is not number ${String(index + 1).padStart(4, '0')}` }];
  });
}

function changedFindings(project: ProjectFiles, migrations: readonly string[]): readonly Finding[] {
  const lines = project.text(LIST).trimEnd().split('\n');
  return lines.flatMap((line, index) => {
    const [, digest, name] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? [];
    if (digest === undefined || name === undefined)
      return [{ file: LIST, line: index + 1, words: 'is no line of sha256sum' }];
    const file = `${FOLDER}${name}`;
    if (!migrations.includes(file)) return [{ file: LIST, line: index + 1, words: `${name} was released and is gone` }];
    const now = createHash('sha256').update(project.read(file)).digest('hex');
    return now === digest ? [] : [{ file, line: 1, words: 'was released and has changed; write a new migration' }];
  });
}
