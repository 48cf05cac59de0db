import { makeStackSecrets } from '../../../src/service/setup/stack-secrets.ts';
import { source } from './code-facts.ts';
import type { Fact } from './page-text.ts';

/** Who signs in to PostgreSQL, and how the server is verified. */
export const ROLES_OF_THE_DATABASE: readonly Fact[] = [
  [
    'the role of the application',
    'known-issues',
    /^\| `(\w+)` belongs to the whole PostgreSQL server/,
    () => [source('src/service/db/migrations/0008-app-role.sql', /CREATE ROLE (\w+) NOLOGIN;/)],
  ],
  [
    'who signs in',
    'deployment',
    /`DATABASE_OWNER_URL` names `(\w+)`, `DATABASE_URL` names `(\w+)`\./,
    () => ['database-owner-url', 'database-url'].map((name) => madeUrl(name).username),
  ],
  [
    'verification',
    'deployment',
    /End both with `\?sslmode=([\w-]+)`\. An authority of your own is named with `&(\w+)=FILE`/,
    () => [
      madeUrl('database-url').searchParams.get('sslmode'),
      [...madeUrl('database-url').searchParams.keys()].at(-1),
    ],
  ],
];

function madeUrl(name: string): URL {
  const made = makeStackSecrets({ host: 'db', demo: false }).find((secret) => secret.name === name);
  return new URL(made?.content ?? 'postgres://nobody');
}
