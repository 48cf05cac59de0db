/**
 * Completes package-lock.json after a dependency change: adds the packages of other platforms that a registry mirror
 * did not offer, so that `npm ci` accepts the lock file on every machine. They are never installed here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const FILE = 'package-lock.json';
const entrySchema = z.looseObject({
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  dev: z.boolean().optional(),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), entrySchema) });
const SYSTEMS = ['darwin', 'win32', 'linux', 'freebsd', 'openbsd', 'netbsd', 'android', 'openharmony', 'sunos', 'aix'];
const CPUS = ['x64', 'arm64', 'ia32', 'arm', 'riscv64', 'ppc64', 's390x', 'loong64', 'wasm32', 'mips64el'];

/** What a package is for, by the words of its name. */
function platformOf(name: string): { os?: string[]; cpu: string[] } {
  const words = name.split('/').at(-1)?.split('-') ?? [];
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = CPUS.filter((one) =>
    words.some((word) => word === one || (one === 'arm' && /^arm(?:v\d|eabi)/.test(word))),
  );
  return { ...(os.length > 0 ? { os } : {}), cpu: cpu.length > 0 ? cpu : ['none'] };
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
const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(FILE, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
console.log(`${added.length} packages of other platforms added to ${FILE}`);
