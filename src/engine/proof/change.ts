/** One thing that a control changes before its proof runs again. Files are named from the root. */
export type Change =
  | { readonly kind: 'edit'; readonly file: string; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly file: string }
  | { readonly kind: 'env'; readonly name: string; readonly value: string }
  /** Run on the proof's own database, after its migrations. */
  | { readonly kind: 'sql'; readonly text: string };

/** A change in one line, for a person. */
export function changeLine(change: Change): string {
  switch (change.kind) {
    case 'edit':
      return `edit ${change.file}`;
    case 'remove':
      return `remove ${change.file}`;
    case 'env':
      return `set ${change.name}=${change.value}`;
    case 'sql':
      return `run ${change.text.trim()}`;
  }
}
