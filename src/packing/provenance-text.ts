import { createHash } from 'node:crypto';
import { canonicalJson, type BundleFile } from '../engine/index.ts';
import type { Commit } from './tracked-files-node.ts';

/** provenance.json: from what a bundle was made. It names what is the same for every packing of one commit. */
export function provenanceText({
  commit,
  files,
}: {
  readonly commit: Commit;
  readonly files: readonly BundleFile[];
}): string {
  const lock = files.find(({ path }) => path === 'package-lock.json');
  return canonicalJson({
    kind: 'proofroom/provenance',
    version: 1,
    source: { commit: commit.id, tree: commit.tree, files: files.length },
    materials:
      lock === undefined ? [] : [{ path: lock.path, sha256: createHash('sha256').update(lock.bytes).digest('hex') }],
    command: 'npm run package',
  });
}
