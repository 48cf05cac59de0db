import { code, words } from './cells.ts';
import type { Table } from './table.ts';

/** Who may do what: the rule of one permission. */
export interface PermissionRule {
  readonly roles: readonly string[];
  readonly own?: readonly string[];
  readonly doc: string;
}

/** Every permission, with what each role may: yes, own (what is theirs only) or no. */
export function permissionsTable(roles: readonly string[], rules: Readonly<Record<string, PermissionRule>>): Table {
  return {
    columns: ['permission', 'allows to', ...roles],
    rows: Object.entries(rules).map(([name, rule]) => [
      code(name),
      words(rule.doc),
      ...roles.map((role) => reach(role, rule)),
    ]),
  };
}

/** What a role may under a rule. */
export function reach(role: string, { roles, own = [] }: PermissionRule): 'yes' | 'own' | 'no' {
  if (!roles.includes(role)) return 'no';
  return own.includes(role) ? 'own' : 'yes';
}
