import type { Place } from '../base/problem.ts';

/** The languages in which a proof is written; js and ts have zx's globals, bash is one shell. */
export type Language = 'js' | 'ts' | 'bash';

/** `safe`: leaves no trace outside its sandbox; `writes`: may, and is never run by a buyer by default. */
export type Safety = 'safe' | 'writes';

/** Lines of a proof's transcript that the page pins; `...` elides, see matchLines. */
export interface Expect {
  readonly of: string;
  readonly lines: readonly string[];
  readonly place: Place;
}

/** A change that must make a proof go red. */
export interface Control {
  readonly of: string;
  readonly title: string;
  readonly script: string;
  readonly place: Place;
}

/** A claim with the script that shows it. `place` is the opening fence; the script starts on the next line. */
export interface Proof {
  readonly id: string;
  /** The claim, in words. */
  readonly title: string;
  readonly language: Language;
  readonly script: string;
  readonly place: Place;
  readonly slug: string;
  readonly heading: string | null;
  /** Row ids of the matrix. */
  readonly covers: readonly string[];
  /** Fixture names. */
  readonly needs: readonly string[];
  readonly timeoutMs: number;
  /** Extra globs whose files are inputs. */
  readonly inputs: readonly string[];
  readonly safety: Safety;
  /** bash: the exit status that the last command must have; null when the page does not say. */
  readonly exit: number | null;
  readonly expects: readonly Expect[];
  readonly controls: readonly Control[];
}
