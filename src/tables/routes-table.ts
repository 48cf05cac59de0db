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
  if (access === 'signed-in') return ['a session', 'no', ...roles.map(() => 'yes')];
  if (typeof access === 'string') return [...ASKS[access], ...roles.map(() => ASKS[access][1])];
  const rule = rules[access.may] ?? { roles: [], doc: '' };
  const programs = access.orLocal === true ? 'programs on this machine, in development' : 'no';
  return [code(access.may), programs, ...roles.map((role) => reach(role, rule))];
}

/** What a level asks for that no permission decides, and who has it without a session. */
const ASKS: Readonly<Record<'public' | 'local' | 'scraper', readonly [asks: string, reach: string]>> = {
  public: ['nothing', 'yes'],
  local: ['a caller on this machine', 'yes, there'],
  scraper: ['a caller on this machine, or `METRICS_TOKEN`', 'yes, with it'],
};
