import { json, type Command } from './command.ts';

/** Commands about the program itself: start it, bring its database up to date, judge it. */
export const OPERATIONS_COMMANDS: readonly Command[] = [
  {
    words: 'serve',
    operands: [],
    doc: 'answer HTTP until SIGTERM; without DATABASE_URL also start and migrate the embedded server',
    options: { 'with-jobs': { type: 'boolean', doc: 'also run jobs, as mode development always does' } },
    run: async (call) => (await import('./serve.ts')).serve(call),
  },
  {
    words: 'migrate',
    operands: [],
    doc: 'bring the database up to date, all or nothing',
    options: {
      pending: { type: 'boolean', doc: 'list what would run and run nothing; exit 1 if something would' },
      to: { type: 'string', doc: 'stop after this migration, as to rehearse an upgrade' },
    },
    run: async (call) => (await import('./migrate.ts')).runMigrations(call),
  },
  {
    words: 'check',
    operands: [],
    doc: 'judge the settings, with --deploy also the running server, database and Stripe; exit 1 in production for any error or warning and for what could not be checked, elsewhere only for those of level error',
    options: {
      deploy: { type: 'boolean', doc: 'ask the running server, the database and Stripe too' },
      url: { type: 'string', doc: 'where to ask the server, in the name of PUBLIC_BASE_URL; default PUBLIC_BASE_URL' },
      strict: { type: 'boolean', doc: 'judge as in production, whatever the mode' },
      skip: { type: 'string', doc: 'JSON file of accepted findings: a list of {"id", "reason", "expires"}' },
      json: { type: 'boolean', doc: 'print one JSON object' },
    },
    run: async (call) => (await import('./check.ts')).check(call),
  },
  {
    words: 'smoke',
    operands: ['URL'],
    doc: 'ask a deployed server what a stranger may ask, as after each deployment; exit 1 if an answer is wrong',
    options: {
      at: { type: 'string', doc: 'where to ask, in the name of URL; default URL' },
      commit: { type: 'string', doc: 'the commit that should answer' },
      json: { type: 'boolean', doc: 'print one JSON array' },
    },
    run: async (call) => (await import('./smoke.ts')).smoke(call),
  },
  {
    words: 'settings',
    operands: [],
    doc: 'list the settings that the environment may hold, with defaults and meanings',
    options: {
      example: { type: 'boolean', doc: 'print them as an environment file' },
      json: { type: 'boolean', doc: 'print one JSON array' },
    },
    run: async (call) => (await import('./settings.ts')).printSettings(call),
  },
  {
    words: 'alerts',
    operands: [],
    doc: 'ask the server for its figures and judge the alerts over them and those kept before, worst first; exit 1 if one fires',
    options: {
      url: { type: 'string', doc: 'where to ask; default the configured HOST and PORT' },
      rules: { type: 'string', doc: 'Prometheus rule file; default deploy/alerts.yaml' },
      history: { type: 'string', doc: 'file of the figures kept; default .till/alerts.jsonl' },
      at: { type: 'string', doc: 'the instant to judge at, instead of now' },
      ...json,
    },
    run: async (call) => (await import('./alerts.ts')).alerts(call),
  },
  {
    words: 'seed-demo',
    operands: [],
    doc: 'fill an empty database with the demo; again it adds nothing; refused in production',
    options: { json: { type: 'boolean', doc: 'print one JSON object' } },
    run: async (call) => (await import('./seed-demo.ts')).seedDemoData(call),
  },
];
