/** A table of the reference, as Markdown cells: every row has one cell for each column. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A table by the name that pages use; `source` says where its facts stand. */
export interface NamedTable {
  readonly name: string;
  readonly source: string;
  readonly read: () => Table | Promise<Table>;
}
