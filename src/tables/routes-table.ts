import type { RouteAccess } from '../service/web/access.ts';
import { code } from './cells.ts';
import { type PermissionRule, reach } from './permissions-table.ts';
import type { Table } from './table.ts';

/** The roles and what their permissions are. */
export interface Permissions {
  readonly roles: readonly string[];
  readonly rules: Readonly<Record<string, PermissionRule>>;
}

/** Every route, what it asks for, and which role may call it: yes, own (what is theirs only) or no. */
export function routesTable(routes: readonly RouteAccess[], permissions: Permissions): Table {
  const rows = routes.map((route) => [code(`${route.method} ${route.url}`), ...cells(route, permissions)]);
  return { columns: ['route', 'asks for', 'without a session', ...permissions.roles], rows };
}

function cells({ access }: RouteAccess, { roles, rules }: Permissions): readonly string[] {
  const every = (cell: string): readonly string[] => roles.map(() => cell);
  if (access === 'public') return ['nothing', 'yes', ...every('yes')];
  if (access === 'local') return ['a caller on this machine', 'yes, there', ...every('yes, there')];
  if (access === 'signed-in') return ['a session', 'no', ...every('yes')];
  const rule = rules[access.may] ?? { roles: [], doc: '' };
  const programs = access.orLocal === true ? 'programs on this machine, in development' : 'no';
  return [code(access.may), programs, ...roles.map((role) => reach(role, rule))];
}
