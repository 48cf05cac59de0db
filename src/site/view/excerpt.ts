/** The beginning of a transcript, and how many lines were left out. */
export interface Excerpt {
  readonly text: string;
  readonly totalLines: number;
  readonly hiddenLines: number;
}

/** How many lines of a transcript a page shows. */
const SHOWN_LINES = 25;

/** Cuts a transcript for a page. A cut that would hide only a line or two is not made. */
export function excerptOf(transcript: string): Excerpt {
  const lines = transcript.replace(/\n$/, '').split('\n');
  const shown = lines.length <= SHOWN_LINES + 2 ? lines : lines.slice(0, SHOWN_LINES);
  return { text: shown.join('\n'), totalLines: lines.length, hiddenLines: lines.length - shown.length };
}
