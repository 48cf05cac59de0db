/** The roles of people, most to least. */
export const ROLES = ['admin', 'ops', 'analyst', 'customer'] as const;

/** One role. */
export type Role = (typeof ROLES)[number];

interface Rule {
  readonly roles: readonly Role[];
  /** Roles to which only what is theirs is open. */
  readonly own?: readonly Role[];
  readonly doc: string;
}

/** Who may do what. The only place that says so: the server, the pages and the documentation read it. */
export const PERMISSIONS = {
  'orders:read': {
    roles: ['admin', 'ops', 'analyst', 'customer'],
    own: ['customer'],
    doc: 'see orders; a customer sees only their own',
  },
  'orders:create': {
    roles: ['admin', 'ops', 'customer'],
    own: ['customer'],
    doc: 'create an order; a customer only in their own name',
  },
  'refunds:create': { roles: ['admin', 'ops'], doc: 'refund an order through Stripe' },
  'events:read': { roles: ['admin', 'ops'], doc: 'see received events, without their bodies' },
  'events:retry': { roles: ['admin', 'ops'], doc: 'try a parked event again' },
  'issues:read': { roles: ['admin', 'ops', 'analyst'], doc: 'see reconciliation issues' },
  'issues:resolve': { roles: ['admin', 'ops'], doc: 'resolve an issue by hand' },
  'audit:read': { roles: ['admin', 'ops'], doc: 'see the audit' },
  'analytics:read': { roles: ['admin', 'ops', 'analyst'], doc: 'see revenue figures and snapshots' },
  'snapshots:rebuild': { roles: ['admin', 'ops'], doc: 'compute snapshots again' },
  'exports:create': { roles: ['admin', 'ops', 'analyst'], doc: 'export as CSV; without personal data unless pii:read' },
  'pii:read': { roles: ['admin', 'ops'], doc: "see customers' personal data" },
} as const satisfies Readonly<Record<string, Rule>>;

/** One thing that a role may do. */
export type Permission = keyof typeof PERMISSIONS;

/** Whether a role has a permission. */
export function mayDo(role: Role, permission: Permission): boolean {
  const rule: Rule = PERMISSIONS[permission];
  return rule.roles.includes(role);
}

/** Whether a role has a permission for what is its own only. */
export function isOwnOnly(role: Role, permission: Permission): boolean {
  const { own = [] }: Rule = PERMISSIONS[permission];
  return own.includes(role);
}
