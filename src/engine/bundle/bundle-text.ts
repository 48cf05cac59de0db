import { paint, type Paint } from '../report/paint.ts';
import type { BundleIndex } from './bundle-index.ts';
import type { Difference } from './compare-states.ts';
import { isLoss } from './compare-states.ts';
import { visible } from '../transcript/visible.ts';
import type { Report } from './report.ts';

const MARKS = { proved: '✓', weak: '~', stale: '…', failing: '✗', unproved: '○', 'out-of-scope': '–' } as const;

/** A report for a terminal: rows and verdicts, who signed, what differs, what could not be checked, and the end of it. */
export function reportText(report: Report, colour: boolean): string {
  const colours = paint(colour);
  const safe = shown(report);
  const { index, faults, differences, unchecked } = safe;
  return [
    index === null ? '' : rowsText(index, colours),
    faults.map(({ file, words }) => `${colours.bad('✗')} ${file}  ${words}\n`).join(''),
    signersText(safe, colours),
    differences === null ? '' : differencesText(differences, colours),
    unchecked.map((words) => `– not checked: ${words}\n`).join(''),
    endLine(safe, colours),
  ].join('');
}

/** The same facts without a character that moves or erases what a terminal shows: names and claims are a stranger's words. */
function shown(report: Report): Report {
  return JSON.parse(JSON.stringify(report), (_, value: unknown) =>
    typeof value === 'string' ? oneLine(value) : value,
  );
}

const oneLine = (text: string): string => visible(text.replaceAll('\n', '\u{240a}').replaceAll('\t', '\u{2409}'));

function rowsText({ rows, counts, project }: BundleIndex, colours: Paint): string {
  const width = Math.max(0, ...rows.map(({ id }) => id.length));
  const lines = rows.map(({ id, verdict, claim, why }) => {
    const mark = verdict === 'proved' ? colours.good(MARKS[verdict]) : MARKS[verdict];
    const reason = why === '' ? '' : `  (${why})`;
    return `${mark} ${id.padEnd(width)}  ${verdict.padEnd(12)}  ${claim}${reason}\n`;
  });
  const sum = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict.replaceAll('-', ' ')}`);
  return `${project.name} ${project.version}\n${lines.join('')}${rows.length} rows: ${sum.join(', ')}\n\n`;
}

function signersText({ signer, expected, sidecars }: Report, colours: Paint): string {
  const own =
    signer.kind === 'signed'
      ? `${colours.good('✓')} signed by ${signer.fingerprint}${expected === null ? '\n  compare this fingerprint with one that you got in another way, or give it with --fingerprint' : ', as you expected'}\n`
      : `${colours.bad('✗')} NOT SIGNED: nobody vouches for this bundle, and anybody may have changed it\n`;
  const beside = sidecars.map(({ file, sidecar, signer: by }) => {
    const what = sidecar?.kind === 'proofroom/countersignature' ? 'countersigned' : 'packed';
    const at = sidecar === null ? '' : ` at ${sidecar.at}`;
    return `${by === null ? '–' : colours.good('✓')} ${what}${at}, ${by === null ? 'signed by nobody' : `signed by ${by}`}  (${file})\n`;
  });
  return own + beside.join('');
}

/** Differences, one aligned line each. */
export function differencesText(differences: readonly Difference[], colours: Paint): string {
  if (differences.length === 0) return 'Nothing differs.\n';
  const width = Math.max(...differences.map(({ kind }) => kind.length));
  const name = Math.max(...differences.map(({ id }) => id.length));
  return differences
    .map((one) => {
      const mark = isLoss(one) ? colours.bad('✗') : '·';
      return `${mark} ${one.kind.replaceAll('-', ' ').padEnd(width)}  ${one.id.padEnd(name)}  ${one.words}\n`;
    })
    .join('');
}

function endLine({ held, files, faults }: Report, colours: Paint): string {
  if (held) return `${colours.good('HELD')}: ${files} files are what was sealed, and every verdict follows from them\n`;
  return `${colours.bad('NOT HELD')}: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}\n`;
}
