/**
 * Completes package-lock.json after a dependency change: adds the packages of other platforms that a registry mirror
 * did not offer, so that `npm ci` accepts the lock file on every machine, each with its digest where the registry tells it.
 */
import { execa } from 'execa';
import { readFileSync, writeFileSync } from 'node:fs';
import pLimit from 'p-limit';
import { z } from 'zod';

const FILE = 'package-lock.json';
const entrySchema = z.looseObject({
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  dev: z.boolean().optional(),
  version: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), entrySchema) });
const SYSTEMS = ['darwin', 'win32', 'linux', 'freebsd', 'openbsd', 'netbsd', 'android', 'openharmony', 'sunos', 'aix'];
const CPUS = ['x64', 'arm64', 'ia32', 'arm', 'riscv64', 'ppc64', 's390x', 'loong64', 'wasm32', 'mips64el'];

/** What a package is for, by the words of its name. */
function platformOf(name: string): { os?: string[]; cpu: string[]; libc?: string[] } {
  const words = name.split('/').at(-1)?.split('-') ?? [];
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = CPUS.filter((one) =>
    words.some((word) => word === one || (one === 'arm' && /^arm(?:v\d|eabi)/.test(word))),
  );
  const libc = words.some((word) => word.startsWith('musl')) ? { libc: ['musl'] } : {};
  return { ...(os.length > 0 ? { os } : {}), cpu: cpu.length > 0 ? cpu : ['none'], ...libc };
}

const lock = lockSchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
const added: string[] = [];
for (const [, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] !== undefined || !/^\d+\.\d+\.\d+/.test(version)) continue;
    lock.packages[key] = { version, ...platformOf(name), ...(entry.dev ? { dev: true } : {}), optional: true };
    added.push(`${name}@${version}`);
  }
}
for (const [key, entry] of Object.entries(lock.packages))
  if (key.endsWith('-musl') && entry.integrity === undefined) Object.assign(entry, platformOf(key));

const limit = pLimit(6);
const bare = Object.entries(lock.packages).filter(([key, one]) => key !== '' && one.link !== true && !one.integrity);
const told = await Promise.all(bare.map(([key, entry]) => limit(() => addIntegrity(key, entry))));

async function addIntegrity(key: string, entry: z.output<typeof entrySchema>): Promise<boolean> {
  const name = key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const { stdout, failed } = await execa('npm', ['view', `${name}@${entry.version}`, 'dist.integrity'], {
    reject: false,
  });
  const integrity = stdout.trim();
  if (failed || !integrity.startsWith('sha512-')) return false;
  entry.integrity = integrity;
  return true;
}

const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(FILE, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
const without = told.filter((one) => !one).length;
console.log(`${added.length} packages of other platforms added to ${FILE}; ${without} have no digest`);
