/** A file of a bundle: its path with `/`, its bytes, and whether it may be run as a program. */
export interface BundleFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

/** What is wrong with a bundle. `file` is an entry, or the name of the ZIP. */
export interface Fault {
  readonly kind: FaultKind;
  readonly file: string;
  readonly words: string;
}

/** Kinds of faults: of the container, of names, of the list of files, of signatures, of what is sealed. */
export type FaultKind =
  | 'container'
  | 'name'
  | 'missing'
  | 'extra'
  | 'changed'
  | 'malformed'
  | 'signature'
  | 'verdict'
  | 'sidecar';

/** Orders by UTF-16 code unit, as every list in a bundle is. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
