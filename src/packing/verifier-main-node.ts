import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError, readArguments, telling } from './command-line.ts';
import { buildVerifier } from './verifier-node.ts';

/** Makes the verifier, or compares a file with what the source makes; gives the exit status. */
export function verifierMain(args: readonly string[]): Promise<number> {
  return telling(async () => {
    const { values } = readArguments({
      args: [...args],
      options: { out: { type: 'string', default: 'dist-bundle/verify.mjs' }, check: { type: 'string' } },
    });
    const { text } = await buildVerifier();
    if (values.check !== undefined) return compare(values.check, text);
    mkdirSync(path.dirname(values.out), { recursive: true });
    writeFileSync(values.out, text, { mode: 0o755 });
    process.stdout.write(`✓ ${values.out}  ${Buffer.byteLength(text)} bytes\n`);
    return 0;
  });
}

function compare(file: string, text: string): number {
  if (!existsSync(file)) throw new InputError(`there is no ${file}`);
  const isSame = readFileSync(file, 'utf8') === text;
  process.stdout.write(isSame ? `✓ ${file} is what the source makes\n` : `✗ ${file} is not what the source makes\n`);
  return isSame ? 0 : 1;
}
