import type { ConfigInput } from './src/engine/index.ts';

export default {
  fixtures: {
    postgres: { module: 'src/fixtures/postgres.ts', helpers: 'src/fixtures/postgres-helpers.ts' },
    service: { module: 'src/fixtures/service.ts', helpers: 'src/fixtures/service-helpers.ts', needs: ['postgres'] },
    stripe: { module: 'src/fixtures/stripe.ts', helpers: 'src/fixtures/stripe-helpers.ts' },
  },
  redactions: [
    { name: 'ID', pattern: /\b(?:evt|ord|pi|cs|sub|si|cus|re|ch|py|prod|price|txn|req|pm)_[A-Za-z0-9_]{8,}/g },
  ],
} satisfies ConfigInput;
