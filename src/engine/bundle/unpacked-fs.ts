import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NAMES } from '../base/seal-names.ts';
import { isProjectFile } from './layout.ts';
import { parseManifest, type Manifest } from './manifest.ts';

/** Whether a folder is an unpacked bundle: it has a manifest and an attestation. */
export function isUnpackedBundle(root: string): boolean {
  return readManifest(root) !== null;
}

/** The files of the project in an unpacked bundle, by the manifest: without the site and what sealing added. Null elsewhere. */
export function unpackedFiles(root: string): readonly string[] | null {
  return (
    readManifest(root)
      ?.files.map((one) => one.path)
      .filter(isProjectFile) ?? null
  );
}

function readManifest(root: string): Manifest | null {
  const file = path.join(root, NAMES.manifest);
  if (!existsSync(file) || !existsSync(path.join(root, NAMES.attestation))) return null;
  return parseManifest(readFileSync(file, 'utf8'));
}
