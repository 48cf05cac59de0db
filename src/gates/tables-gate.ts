import { checkTablesOf } from '../tables/tables-fs.ts';
import type { ProjectGate } from './gate.ts';

/** Generated tables in pages say what the code says now, and every table is shown. */
export const tablesGate: ProjectGate = {
  kind: 'project',
  name: 'tables',
  holds: 'generated tables say what the code says',
  look: async ({ root }) => {
    const { regions, findings } = await checkTablesOf(root);
    return { examined: regions, findings };
  },
};
