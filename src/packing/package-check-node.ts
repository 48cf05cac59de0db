import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fingerprint, NAMES, readZip } from '../engine/index.ts';
import { findingsText } from './finding.ts';
import { packProject } from './package-node.ts';

/** Packs this project with a key that is thrown away, lets the verifier inside judge the ZIP, and gives the exit status. */
export async function packageCheckMain(): Promise<number> {
  const out = mkdtempSync(path.join(os.tmpdir(), 'package-check-'));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  try {
    const packed = await packProject({ root: path.resolve('.'), out, key: privateKey, site: true, trial: true });
    if (packed.kind === 'refused') process.stderr.write(findingsText(packed.findings));
    if (packed.kind !== 'packed') return 1;
    const verifier = readZip(readFileSync(packed.zip)).files.find((file) => file.path === NAMES.verifier);
    const program = path.join(out, NAMES.verifier);
    writeFileSync(program, verifier?.bytes ?? '');
    return await run(process.execPath, [program, packed.zip, '--fingerprint', fingerprint(publicKey)]);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function run(file: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    execFile(file, [...args], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      process.stdout.write(stdout);
      process.stderr.write(stderr);
      resolve(error === null ? 0 : typeof error.code === 'number' ? error.code : 1);
    });
  });
}
