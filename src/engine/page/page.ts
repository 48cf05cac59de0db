import type { Place } from '../base/problem.ts';

/** A heading of a page; `slug` is its anchor as the site makes it. */
export interface Heading {
  readonly slug: string;
  readonly text: string;
  readonly depth: number;
  readonly line: number;
}

/** A fenced code block that has a language, as it stands in the page. */
export interface Block {
  readonly language: string;
  readonly meta: string;
  readonly text: string;
  /** The line of the opening fence. */
  readonly place: Place;
  /** The slug of the nearest heading above, or null before the first. */
  readonly heading: string | null;
}

/** One MDX page: `file` is its path from the root, `slug` its address on the site without slashes at the ends. */
export interface Page {
  readonly file: string;
  readonly slug: string;
  readonly title: string;
  readonly headings: readonly Heading[];
  readonly blocks: readonly Block[];
}
