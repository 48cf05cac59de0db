/** What the process of a js or ts proof is told. */
export interface JsSpec {
  readonly token: string;
  readonly language: 'js' | 'ts';
  readonly script: string;
  /** The script's first line in the page minus one: line n of the script is line n + offset of the page. */
  readonly lineOffset: number;
  /** A file name at the project root that does not exist; imports are resolved from there. */
  readonly moduleFile: string;
  /** Files whose `helpers(kit)` gives the script more names. */
  readonly helpers: readonly string[];
  /** Where attachments are written. */
  readonly attachments: string;
}
