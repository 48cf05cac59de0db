/** The functions that every js or ts proof has, and that helpers may build on. */
export interface Kit {
  /** Reports whether a claim holds; see buildCheck. */
  check(words: string, ...values: readonly unknown[]): boolean;
  /** A heading in the transcript. */
  step(words: string): void;
  /** Keeps a file beside the transcript; its bytes are digested, not compared. */
  attach(name: string, content: string | Uint8Array): void;
  /** Keeps a measured value with the run, not with the evidence; `unit` such as ms. */
  figure(name: string, value: number, unit: string): void;
  /** Prints every occurrence of the value as `[NAME]`. */
  redact(value: unknown, name: string): void;
}

/** What a fixture is given when it opens for one proof. */
export interface OpenContext {
  readonly proof: string;
  /** The proof's own scratch folder, removed afterwards. */
  readonly scratch: string;
  /** The environment of the proof so far, with what the fixtures that this one needs gave; start children with it. */
  readonly env: Readonly<Record<string, string>>;
}

/** What a fixture gives one proof. */
export interface Opened {
  readonly env?: Readonly<Record<string, string>>;
  /** Folders that come first in the proof's PATH. */
  readonly path?: readonly string[];
  /** Values that must never be printed. */
  readonly secrets?: readonly string[];
  /** Takes everything down again; after it no process of this proof is left. */
  close?(): Promise<void>;
}

/** A fixture that has been started: once per run, opened once per proof. */
export interface FixtureServer {
  open(context: OpenContext): Promise<Opened>;
  stop(): Promise<void>;
}

/** A fixture's module exports `fixture`; `start` may take long and is called once, when the first proof needs it. */
export interface Fixture {
  start(context: { readonly root: string; readonly env: Readonly<Record<string, string>> }): Promise<FixtureServer>;
}
