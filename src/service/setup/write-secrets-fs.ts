import { chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Reader, SecretFile } from './stack-secrets.ts';

/** Where secrets are written, and the numbers of the users that read them; null leaves them to who writes. */
export interface SecretsFolder {
  readonly dir: string;
  readonly readers: { readonly database: number; readonly till: number } | null;
}

/** Writes each file whole and readable by its reader alone, and answers the names. A file that is there stays as it is. */
export function writeSecrets(files: readonly SecretFile[], { dir, readers }: SecretsFolder): readonly string[] {
  const missing = files.filter(({ name }) => !existsSync(path.join(dir, name)));
  for (const { name, reader, content } of missing) {
    const file = path.join(dir, name);
    const draft = `${file}.new`;
    rmSync(draft, { force: true });
    writeFileSync(draft, content.endsWith('\n') ? content : `${content}\n`, {
      mode: reader === 'both' ? 0o444 : 0o400,
    });
    if (readers !== null) chownSync(draft, ownerOf(reader, readers), -1);
    renameSync(draft, file);
  }
  return missing.map(({ name }) => name);
}

function ownerOf(reader: Reader, readers: NonNullable<SecretsFolder['readers']>): number {
  return reader === 'database' ? readers.database : readers.till;
}
