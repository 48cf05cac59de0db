import type { ConfigInput } from './src/engine/index.ts';

// A change may leave something unused; that is not what a control must avoid.
const LENIENT = ['--noUnusedLocals', 'false', '--noUnusedParameters', 'false', '--allowUnreachableCode', 'true'];

// The second look at a copy is a short one.
const AGAIN = ['--incremental', '--tsBuildInfoFile', '.till/controls.tsbuildinfo'];

export default {
  fixtures: {
    postgres: { module: 'src/fixtures/postgres.ts', helpers: 'src/fixtures/postgres-helpers.ts' },
    service: { module: 'src/fixtures/service.ts', helpers: 'src/fixtures/service-helpers.ts', needs: ['postgres'] },
    operator: {
      module: 'src/fixtures/operator.ts',
      helpers: 'src/fixtures/operator-helpers.ts',
      needs: ['postgres'],
    },
    stripe: { module: 'src/fixtures/stripe.ts', helpers: 'src/fixtures/stripe-helpers.ts' },
    browser: { module: 'src/fixtures/browser.ts', helpers: 'src/fixtures/browser-helpers.ts' },
    demo: { module: 'src/fixtures/demo.ts', helpers: 'src/fixtures/service-helpers.ts', needs: ['postgres'] },
    deployment: {
      module: 'src/fixtures/deployment.ts',
      helpers: 'src/fixtures/service-helpers.ts',
      needs: ['postgres', 'stripe'],
    },
    docker: { module: 'src/fixtures/docker.ts', helpers: 'src/fixtures/docker-helpers.ts', expensive: true },
  },
  build: ['node', 'node_modules/typescript7/bin/tsc', '--project', 'tsconfig.json', '--noEmit', ...LENIENT, ...AGAIN],
  claims: ['README.md', 'content/claims/*.md'],
  redactions: [
    { name: 'ID', pattern: /\b(?:evt|ord|pi|cs|sub|si|cus|re|ch|py|prod|price|txn|req|pm)_[A-Za-z0-9_]{8,}/g },
  ],
} satisfies ConfigInput;
