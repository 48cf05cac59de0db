import { defineConfig } from 'oxlint';

/** Rooms of the engine in the order the data flows. A room may import rooms before it, never after it. */
const FLOW = ['base', 'page', 'proof', 'run', 'transcript', 'evidence', 'matrix', 'report', 'bundle', 'command'];

/** Rooms of the service that know neither HTTP nor jobs. */
const DOMAIN = [
  'base',
  'db',
  'mrr',
  'orders',
  'subscriptions',
  'refunds',
  'stripe',
  'audit',
  'auth',
  'webhooks',
  'reconciliation',
  'analytics',
  'exports',
  'privacy',
  'backup',
  'demo',
  'operations',
  'deploy-check',
  'setup',
];

/** The only engine files that may touch the world: `*-node.ts` starts things, `*-fs.ts` reads and writes. */
const EDGES = ['**/*-node.ts', '**/*-fs.ts', '**/*-node.cjs'];

const outside = {
  group: ['**/site/**', '**/service/**', '**/standin/**', '**/fixtures/**'],
  message: 'The engine imports neither the site nor the service.',
};
const world = {
  group: ['node:*', '!node:path', '!node:crypto'],
  message: 'Pure room: take it as an argument, or put it in a *-node.ts or *-fs.ts file.',
};
const frontDoor = { group: ['**/engine/*/**'], message: 'Use the front door: src/engine/index.ts.' };
const proofless = {
  group: ['**/engine/**', '**/site/**', '**/fixtures/**'],
  message: 'The service and the stand-in know nothing of their proofs.',
};
const webless = { group: ['**/web/**', 'fastify', '@fastify/*'], message: 'Domain rooms know no HTTP.' };
const ahead = (room: string) => ({
  group: FLOW.slice(FLOW.indexOf(room) + 1).map((later) => `**/${later}/**`),
  message: `Later in the flow than ${room}/.`,
});
interface Pattern {
  readonly group: string[];
  readonly message: string;
}
const forbid = (...patterns: Pattern[]): Record<string, ['error', { patterns: Pattern[] }]> => ({
  'no-restricted-imports': ['error', { patterns }],
});

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'node', 'promise'],
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['dist/**', 'dist-bundle/**', '.astro/**', 'test/cases/**', 'src/site/env.d.ts'],
  rules: {
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'max-depth': ['error', 3],
    'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
    'max-params': ['error', { max: 3 }],
    'no-console': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    // Sequential awaits are the point in runners and migrations, and `import './x'` starts side effects on purpose.
    'import/no-unassigned-import': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
    'unicorn/consistent-function-scoping': 'off',
    // The compiler already demands a return on every path, and knows which switches are exhaustive.
    'typescript/consistent-return': 'off',
    'no-shadow': 'off',
  },
  overrides: [
    { files: ['*.config.ts', '*.mjs', 'src/site/content.config.ts'], rules: { 'import/no-default-export': 'off' } },
    { files: ['scripts/**'], rules: { 'no-console': 'off' } },
    // Control characters are what these are about.
    {
      files: ['src/engine/transcript/**', 'src/engine/report/**', 'src/engine/bundle/leak-rules.ts', 'test/engine/**'],
      rules: { 'no-control-regex': 'off' },
    },
    {
      files: ['test/**'],
      rules: { 'max-lines-per-function': 'off', 'max-lines': 'off', 'no-console': 'off', 'max-params': 'off' },
    },
    {
      files: [
        'src/site/**',
        'scripts/**',
        'src/fixtures/**',
        'src/gates/**',
        'src/packing/**',
        'src/tables/**',
        '*.config.ts',
      ],
      rules: forbid(frontDoor),
    },
    { files: ['src/service/**', 'src/standin/**'], rules: forbid(proofless) },
    ...DOMAIN.map((room) => ({ files: [`src/service/${room}/**`], rules: forbid(proofless, webless) })),
    ...FLOW.slice(0, -1).flatMap((room) => [
      { files: [`src/engine/${room}/**`], rules: forbid(outside, world, ahead(room)) },
      { files: EDGES.map((edge) => `src/engine/${room}/${edge.slice(3)}`), rules: forbid(outside, ahead(room)) },
    ]),
    {
      files: ['src/engine/**'],
      excludeFiles: EDGES,
      rules: {
        'no-restricted-globals': ['error', 'fetch', 'process', 'setTimeout', 'setInterval', 'Date', 'performance'],
        'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
      },
    },
  ],
});
