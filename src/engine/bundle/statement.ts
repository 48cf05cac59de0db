import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { BundleFile } from './bundle-file.ts';
import type { BundleIndex } from './bundle-index.ts';
import { NAMES } from '../base/seal-names.ts';

/** The payload type of an in-toto statement in its envelope. */
export const STATEMENT_TYPE = 'application/vnd.in-toto+json';

const CONFIGURATION = ['content/matrix.yaml', 'package-lock.json', NAMES.index];

/**
 * The in-toto Statement v1 (predicate test-result v0.1) about a bundle. Its subject is the manifest, which lists every
 * other file by digest. A proof that held and was seen failing is passed, one that held only is a warning.
 */
export function statementText(files: readonly BundleFile[], index: BundleIndex): string {
  return canonicalJson({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [descriptor(files, NAMES.manifest)],
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: resultOf(index),
      configuration: CONFIGURATION.filter((path) => files.some((file) => file.path === path)).map((path) =>
        descriptor(files, path),
      ),
      ...tests(index),
    },
  });
}

function descriptor(files: readonly BundleFile[], path: string): Json {
  const bytes = files.find((file) => file.path === path)?.bytes ?? new Uint8Array();
  return { name: path, digest: { sha256: createHash('sha256').update(bytes).digest('hex') } };
}

/** Passed only when every row in scope is proved, and there is one. */
function resultOf({ rows, counts }: BundleIndex): 'PASSED' | 'WARNED' | 'FAILED' {
  const inScope = rows.filter(({ verdict }) => verdict !== 'out-of-scope').length;
  const [proved, weak] = [counts.proved, counts.weak];
  if (inScope > 0 && proved === inScope) return 'PASSED';
  return inScope > 0 && proved + weak === inScope ? 'WARNED' : 'FAILED';
}

function tests({ proofs }: BundleIndex): { readonly [key: string]: Json } {
  const isSeenFailing = (proof: BundleIndex['proofs'][number]): boolean =>
    proof.controls.length > 0 && proof.controls.every(({ red }) => red !== null);
  const held = proofs.filter(({ state }) => state === 'held');
  const ids = (chosen: BundleIndex['proofs']): readonly string[] => chosen.map(({ id }) => id).sort();
  return {
    passedTests: ids(held.filter(isSeenFailing)),
    warnedTests: ids(held.filter((proof) => !isSeenFailing(proof))),
    failedTests: ids(proofs.filter(({ state }) => state !== 'held')),
  };
}
