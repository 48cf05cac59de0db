/** What a gate found wrong, at a line from 1. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly words: string;
}

/** A file that a gate looks at; `bytes` is its content. */
export interface Examined {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** A rule that every file of a project must keep by itself. */
export interface FileGate {
  readonly kind: 'file';
  readonly name: string;
  /** What holds when nothing is found. */
  readonly holds: string;
  /** Whether it looks at this file. */
  examines(file: string): boolean;
  findings(examined: Examined): readonly Finding[];
}

/** The files that belong to a project, by path from its root with `/`. */
export interface ProjectFiles {
  readonly root: string;
  readonly files: readonly string[];
  read(file: string): Uint8Array;
  /** The same as UTF-8 text. */
  text(file: string): string;
}

/** What a gate looked at and found. `holds` replaces the gate's own words when there is more to say. */
export interface Looked {
  readonly examined: number;
  readonly findings: readonly Finding[];
  readonly holds?: string;
}

/** A rule about a project as a whole. */
export interface ProjectGate {
  readonly kind: 'project';
  readonly name: string;
  readonly holds: string;
  look(project: ProjectFiles): Looked | Promise<Looked>;
}

/** A rule that CI holds. One that examined nothing does not hold. */
export type Gate = FileGate | ProjectGate;
