import path from 'node:path';
import { rolldown } from 'rolldown';

const ENTRY = 'src/engine/bundle/verify-entry-node.ts';
const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const HEAD = `#!/usr/bin/env node
// The verifier of sealed bundles, in one file: Node 20 or newer, nothing else.
// Made by npm run verifier from ${ENTRY}; --check compares.
// Licences of the packages inside: THIRD-PARTY-NOTICES.md.
`;

/** The verifier as one file, and the packages whose code is inside. */
export interface Verifier {
  readonly text: string;
  readonly packages: readonly string[];
}

/** Makes the verifier from its source. The same source and lock file give the same bytes. */
export async function buildVerifier(): Promise<Verifier> {
  const build = await rolldown({ input: path.join(REPOSITORY, ENTRY), platform: 'node', cwd: REPOSITORY });
  const { output } = await build.generate({ format: 'esm', codeSplitting: false, comments: false });
  await build.close();
  const [chunk] = output;
  const names = Object.keys(chunk.modules).flatMap((id) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? []);
  return { text: HEAD + chunk.code, packages: [...new Set(names)].sort() };
}
