/** Leaves in package.json and the lock file of this folder only the packages that are named, and those that they need, in their locked versions. */
import { readFileSync, writeFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const wanted = process.argv.slice(2);
const kept = new Set();
const keep = (name) => {
  const one = lock.packages[`node_modules/${name}`];
  if (one === undefined) throw new Error(`${name} is not in the lock file`);
  if (kept.has(name)) return;
  kept.add(name);
  for (const needed of Object.keys(one.dependencies ?? {})) keep(needed);
};
wanted.forEach(keep);
const all = { ...manifest.dependencies, ...manifest.devDependencies };
const dependencies = Object.fromEntries(wanted.map((name) => [name, all[name]]));
const { name, version, type, license } = manifest;
const root = { name, version, license, dependencies };
const packages = Object.fromEntries(
  [...kept].map((one) => [`node_modules/${one}`, { ...lock.packages[`node_modules/${one}`], dev: undefined }]),
);
writeFileSync('package.json', JSON.stringify({ ...root, type, private: true }));
writeFileSync(
  'package-lock.json',
  JSON.stringify({ name, version, lockfileVersion: 3, requires: true, packages: { '': root, ...packages } }),
);
