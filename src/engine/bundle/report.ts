import type { Fault } from './bundle-file.ts';
import type { BundleIndex } from './bundle-index.ts';
import type { Difference } from './compare-states.ts';
import { isLoss } from './compare-states.ts';
import type { JudgedBundle, Signer } from './judge-bundle.ts';
import { packerFaults, type JudgedSidecar } from './sidecar.ts';

/** What a reader demands of a bundle beyond that it is whole. */
export interface Demands {
  /** The fingerprint of who must have signed. */
  readonly fingerprint: string | null;
  readonly allowUnsigned: boolean;
  /** Every row in scope must be proved. */
  readonly allProved: boolean;
}

/** All that a verification says. `differences` are from an older bundle, null when none was given. */
export interface Report {
  readonly held: boolean;
  readonly files: number;
  readonly faults: readonly Fault[];
  readonly index: BundleIndex | null;
  readonly signer: Signer;
  readonly expected: string | null;
  readonly sidecars: readonly JudgedSidecar[];
  readonly differences: readonly Difference[] | null;
  readonly unchecked: readonly string[];
}

/** What a report is made of. */
export interface Findings {
  readonly judged: JudgedBundle;
  readonly files: number;
  readonly sidecars: readonly JudgedSidecar[];
  readonly differences: readonly Difference[] | null;
  readonly unchecked: readonly string[];
}

/** What files alone never show. */
const NEVER = [
  'that the proofs print this today: run them with npm ci && npm run proofs:check, which executes the code of the seller',
  'who owns the key: compare its fingerprint in another way',
];

/** Joins what was found with what was demanded. */
export function buildReport(found: Findings, demands: Demands): Report {
  const { judged, sidecars, differences } = found;
  const faults = [
    ...judged.faults,
    ...sidecars.flatMap((one) => one.faults),
    ...packerFaults(
      sidecars.filter((one) => one.faults.length === 0),
      judged.signer.kind === 'signed' ? judged.signer.fingerprint : null,
    ),
    ...signerFaults(judged.signer, demands),
    ...(demands.allProved ? unprovedFaults(judged.index) : []),
    ...(differences ?? [])
      .filter(isLoss)
      .map(({ kind, id, words }): Fault => ({ kind: 'verdict', file: id, words: `${kind}: ${words}` })),
  ];
  return {
    held: faults.length === 0 && judged.index !== null,
    files: found.files,
    faults,
    index: judged.index,
    signer: judged.signer,
    expected: demands.fingerprint,
    sidecars,
    differences,
    unchecked: [...judged.unchecked, ...found.unchecked, ...NEVER],
  };
}

function signerFaults(signer: Signer, { fingerprint, allowUnsigned }: Demands): readonly Fault[] {
  const at = (words: string): readonly Fault[] => [{ kind: 'signature', file: 'attestation.json', words }];
  if (signer.kind === 'unsigned')
    return allowUnsigned && fingerprint === null ? [] : at('is not signed by a key that holds');
  if (fingerprint === null || fingerprint === signer.fingerprint) return [];
  return at(`is signed by ${signer.fingerprint}, not by ${fingerprint}`);
}

function unprovedFaults(index: BundleIndex | null): readonly Fault[] {
  const rows = (index?.rows ?? []).filter(({ verdict }) => verdict !== 'out-of-scope');
  if (rows.length === 0) return [{ kind: 'verdict', file: 'index.json', words: 'has no row in scope' }];
  return rows
    .filter(({ verdict }) => verdict !== 'proved')
    .map(({ id, verdict, why }) => ({ kind: 'verdict', file: id, words: `is ${verdict}: ${why}` }));
}
