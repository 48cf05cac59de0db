import type { ProjectGate } from './gate.ts';

/** Generated tables in pages say what the code says now, and every table is shown. */
export const tablesGate: ProjectGate = {
  kind: 'project',
  name: 'tables',
  holds: 'generated tables say what the code says',
  look: async ({ root }) => {
    // The tables load all of Till, which no other gate needs.
    const { checkTablesOf } = await import('../tables/tables-fs.ts');
    const { regions, findings } = await checkTablesOf(root);
    return { examined: regions, findings };
  },
};
