import { words } from './cells.ts';
import { type PermissionRule, reach } from './permissions-table.ts';
import type { Table } from './table.ts';

/** Every role with all that it may and may not do. */
export function rolesTable(roles: readonly string[], rules: Readonly<Record<string, PermissionRule>>): Table {
  const all = Object.values(rules);
  const list = (role: string, degree: 'yes' | 'own' | 'no'): string =>
    words(
      all
        .filter((rule) => reach(role, rule) === degree)
        .map(({ doc }) => doc.split(';')[0] ?? '')
        .join('; '),
    );
  return {
    columns: ['role', 'may', 'only what is theirs', 'may not'],
    rows: roles.map((role) => [words(role), list(role, 'yes'), list(role, 'own'), list(role, 'no')]),
  };
}
