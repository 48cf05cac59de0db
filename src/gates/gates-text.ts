import type { Finding } from './gate.ts';
import { type GateResult, isHeld } from './run-gates.ts';

/** One aligned line for each gate: its mark, its name, and what it looked at or how much it found. */
export function gatesText(results: readonly GateResult[]): string {
  const width = Math.max(0, ...results.map(({ gate }) => gate.name.length));
  return results
    .map((result) => `${isHeld(result) ? '✓' : '✗'} ${result.gate.name.padEnd(width)}  ${words(result)}\n`)
    .join('');
}

/** One line for each finding: where and what. */
export function findingsText(findings: readonly Finding[]): string {
  return findings.map(({ file, line, words }) => `${file}:${line} ${words}\n`).join('');
}

function words({ gate, examined, findings, holds }: GateResult): string {
  if (findings.length > 0) return `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
  return examined === 0 ? 'nothing was examined' : `${examined} ${holds ?? gate.holds}`;
}
