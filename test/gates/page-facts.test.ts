import { globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { NAMES } from '../../src/engine/base/seal-names.ts';
import { VERIFY_HELP } from '../../src/engine/bundle/verify-options-node.ts';
import { VERDICTS } from '../../src/engine/matrix/verdict.ts';
import { configFields } from '../../src/service/config.ts';
import { HANDLED_TYPES } from '../../src/service/webhooks/handle-event.ts';
import { alerts, over } from './page-facts/alert-rules.ts';
import { ALERTS } from './page-facts/alerts.ts';
import { BACKUPS } from './page-facts/backups.ts';
import { BESIDE_THE_PAGES } from './page-facts/beside-the-pages.ts';
import { ROLES_OF_THE_DATABASE } from './page-facts/database-roles.ts';
import { DEMO } from './page-facts/demo.ts';
import { DOCKER } from './page-facts/docker.ts';
import { GOVERNANCE } from './page-facts/governance.ts';
import { MONEY } from './page-facts/money.ts';
import { COUNTS, proseOf, saidOn, TENS } from './page-facts/page-text.ts';
import { PROJECT } from './page-facts/project.ts';
import { RUNNING } from './page-facts/running.ts';
import { SIGNING_IN } from './page-facts/signing-in.ts';
import { STATUSES } from './page-facts/statuses.ts';
import { TITLES } from './page-facts/titles.ts';
import { WEBHOOKS } from './page-facts/webhooks.ts';

const ROOMS = {
  'signing in': SIGNING_IN,
  webhooks: WEBHOOKS,
  money: MONEY,
  running: RUNNING,
  governance: GOVERNANCE,
  alerts: ALERTS,
  statuses: STATUSES,
  backups: BACKUPS,
  'the demo': DEMO,
  'roles of the database': ROLES_OF_THE_DATABASE,
  Docker: DOCKER,
  'files beside the pages': BESIDE_THE_PAGES,
  'the project': PROJECT,
  'titles of proofs': TITLES,
};

describe.each(Object.entries(ROOMS))('%s', (_room, facts) => {
  test.each(facts)('%s, as %s has it', (_claim, page, says, is) => {
    const expected = is().map(String).join(', ');
    const said = saidOn(page, says);
    expect(said.map(({ at, words }) => `${at} ${words}`)).toEqual(said.map(({ at }) => `${at} ${expected}`));
  });
});

const named = (words: string): readonly string[] => [...words.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');

const leftOutSchema = z.array(
  z.looseObject({ id: z.string(), page: z.string(), scope: z.looseObject({ out: z.string() }).optional() }),
);

test('the page of what is left out links each row that is out of scope, under the heading that the row names', () => {
  const out = leftOutSchema
    .parse(parse(readFileSync('content/matrix.yaml', 'utf8')))
    .flatMap(({ id, page, scope }) => (scope === undefined ? [] : [`${page} ${id}`]));
  const parts = proseOf('out-of-scope').split(/^## /m).slice(1);
  const linked = parts.flatMap((part) =>
    [...part.matchAll(/^\| [^|]*\[([A-Z]+-\d+)\]\(\/matrix\/#\1\) \|/gm)].map(
      ([, id]) => `out-of-scope#${/^\w+/.exec(part)?.[0].toLowerCase()} ${id}`,
    ),
  );
  expect(out.length).toBeGreaterThan(3);
  expect(linked).toEqual(out);
});

const PAGES = readdirSync('content')
  .filter((name) => name.endsWith('.mdx'))
  .map((name) => name.slice(0, -4));

/** Numbers that this file does not compare, and who does. */
const HELD_BY: readonly (readonly [page: string, says: RegExp, by: string])[] = [
  ['backup', /^\| equal steps, such as 00 01 02 \| refused \|$/, 'proof weak-keys-are-refused'],
  [
    'backup',
    /The nonce of a chunk is seven zeros, its number in four bytes, and 1 for the last or 0\./,
    'proof backups-open-without-till',
  ],
  ['bundle', /any one byte of forty changed/, 'proof bundle-one-byte'],
  ['demo', /^\| \d+ \| .* \|$/, 'proof demo-walkthrough'],
  ['demo', /^\| [A-Z]{3} \| .* \|$/, 'proof demo-walkthrough'],
  ['demo', /^This walk takes five to ten minutes\./, 'nobody: the time of a reader'],
  ['deployment', /^\| database \| PostgreSQL 15 or newer, reached over TLS/, 'nobody: no older one is tried'],
  ['deployment', /^## A database for two roles$/, 'proof two-roles-suffice'],
  ['docker', /^Two webs serve the same sessions/, 'proof compose-two-webs'],
  ['webhooks', /^Twenty copies at the same moment/, 'proof webhook-twenty-copies'],
  ['deployment', /^API version `2026-10-28\.endive`\.$/, 'proof webhook-endpoint-fits'],
  ['docker', /Compose 2\.20 or newer/, 'nobody: no older one is tried'],
  ['docker', /^Ports are published on 127\.0\.0\.1 alone\./, 'proof compose-page-is-true'],
  ['docker', /^\| `[A-Z_]+` \| .* \| `[^`]+` \|$/, 'proof compose-page-is-true'],
  ['releases', /^\| .*sha256sum/, 'proof released-migrations-stay'],
  ['runbook', /^\| A server that does not answer \| `up` is 0 \|/, 'test/service/alerts.test.ts'],
  ['runbook', /sends it again for three days\./, 'Stripe'],
  ['runbook', /while a rotation lasts, 24 hours at most\./, 'Stripe'],
  ['runbook', /^(?:1\. Roll|2\. Set|3\. When) /, 'nobody: the steps are counted by hand'],
  ['runbook', /^Five minutes\. Each command/, 'nobody: the time of a reader'],
];

const UNITS =
  'bytes|capabilities|days|hours|minutes|people|requests|roles|seconds|times|webs|zeros|steps|orders|copies';
const NUMBER = new RegExp(
  `(?<![\\w-])\\d[\\d.,:-]*|\\b(?:${[...COUNTS.slice(2), ...Object.keys(TENS)].join('|')}) (?=${UNITS})`,
  'gi',
);

describe('numbers', () => {
  test.each(PAGES)('each number on content/%s.mdx is compared, or it is said who holds it', (page) => {
    const prose = proseOf(page);
    const facts = Object.values(ROOMS).flat();
    const patterns = [...facts.map(([, on, says]) => [on, says] as const), ...HELD_BY].filter(([on]) => on === page);
    const compared = patterns.flatMap(([, says]) =>
      [...prose.matchAll(new RegExp(says, 'gm'))].map((match) => [match.index, match.index + match[0].length] as const),
    );
    const left = [...prose.matchAll(NUMBER)].filter(
      ({ index }) => !compared.some(([from, to]) => from <= index && index < to),
    );
    const places = left.map(({ index }) => {
      const before = prose.slice(0, index);
      return `content/${page}.mdx:${before.split('\n').length} ${before.split('\n').at(-1)?.slice(-30)}${prose.slice(index, index + 30).split('\n')[0]}`;
    });
    expect(places).toEqual([]);
  });

  test('each exception is needed', () => {
    const scripts = PAGES.map((page) => readFileSync(`content/${page}.mdx`, 'utf8')).join('\n');
    const ids = HELD_BY.flatMap(([, , by]) => /^proof (.+)$/.exec(by)?.[1] ?? []);
    expect(ids.filter((id) => !scripts.includes(` proof id="${id}" `))).toEqual([]);
    const idle = HELD_BY.filter(([page, says]) => !new RegExp(says, 'm').test(proseOf(page)));
    expect(idle.map(([page, says]) => `${page}: ${says.source}`)).toEqual([]);
  });
});

describe('names', () => {
  const all = PAGES.flatMap((page) =>
    proseOf(page)
      .split('\n')
      .flatMap((line, index) => named(line).map((name) => ({ at: `content/${page}.mdx:${index + 1}`, page, name }))),
  );
  const strange = (pattern: RegExp, isKnown: (name: string, page: string) => boolean): readonly string[] =>
    all.filter(({ name, page }) => pattern.test(name) && !isKnown(name, page)).map(({ at, name }) => `${at} ${name}`);

  test('each setting that a page names is one, of Till, of Compose or of Node', () => {
    const fields = configFields().flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
    const ofCompose = [...readFileSync('deploy/compose.yaml', 'utf8').matchAll(/\$\{(\w+)/g)].map((match) => match[1]);
    const known = new Set([...fields, ...ofCompose, 'NODE_ENV', 'NODE_OPTIONS', 'NODE_TLS_REJECT_UNAUTHORIZED']);
    expect(strange(/^[A-Z]+_[A-Z_]+(?:=\S*)?$/, (name) => known.has(name.replace(/=.*/, '')))).toEqual([]);
    expect(all.filter(({ name }) => known.has(name)).length).toBeGreaterThan(60);
  });

  test('each file and folder that a page names is there', () => {
    const places =
      /^(?:\.ci|content|deploy|proofs|scripts|src|test)\/[\w./*-]*$|^[A-Z]+\.md$|^package(?:-lock)?\.json$/;
    // What sealing adds is not looked for: it is in an unpacked bundle, and not in a checkout.
    const isThere = (name: string, page: string) =>
      (page === 'bundle' && Object.values<string>(NAMES).includes(name)) || globSync(name).length > 0;
    expect(strange(places, isThere)).toEqual([]);
    expect(
      strange(
        /^(?:\w+\/)+(?:[\w*-]+\.ts)?$/,
        (name, page) => page !== 'architecture' || globSync(`src/service/${name}`).length > 0,
      ),
    ).toEqual([]);
  });

  test('the example for Compose has the defaults of the program and of Compose', () => {
    const yaml = readFileSync('deploy/compose.yaml', 'utf8');
    const ofCompose = [...yaml.matchAll(/\$\{(\w+):-([^}]*)\}/g)].map((match) => [match[1], match[2]] as const);
    const defaults = new Map([...configFields().map((field) => [field.name, field.default] as const), ...ofCompose]);
    const example = [...readFileSync('deploy/compose.env.example', 'utf8').matchAll(/^# ([A-Z_]+)=(\d\S*|info)$/gm)];
    const others = example.filter(([, name, value]) => defaults.get(name ?? '') !== value);
    expect([others.map(([line]) => line), example.length > 8]).toEqual([[], true]);
  });

  test('each option that a page names by itself is one', () => {
    const parsed = globSync('{scripts,src/{packing,service,engine}}/**/*.ts').flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(
        /^\s*(?:options: \{ )?'?([a-z-]+)'?: \{ type: '(?:string|boolean)'|\{\s*name: '([a-z-]+)',\s*type: '|(?<=, )([a-z]+): \{ type: '/gm,
      ),
    ]);
    const flags = parsed.map((match) => match[1] ?? match[2] ?? match[3]);
    const known = new Set([...flags, 'api-base', 'env-file', 'inspect', 'profile', 'wait']);
    expect(strange(/^--[a-z]/, (name) => known.has(/^--([a-z-]+)/.exec(name)?.[1]))).toEqual([]);
  });

  test('each option of the verifier that a page names is in its help', () => {
    const used = all.filter(({ name }) => name.startsWith('node verify.mjs '));
    const options = used.flatMap(({ at, name }) =>
      [...name.matchAll(/--[a-z-]+/g)].map(([option]) => ({ at, option })),
    );
    expect(options.filter(({ option }) => !VERIFY_HELP.includes(`${option} `))).toEqual([]);
    expect(options.length).toBeGreaterThan(1);
  });

  test('the files of a bundle are those that are packed', () => {
    const table = proseOf('bundle').split('| in the ZIP | what it is |')[1]?.split('\n\n')[0] ?? '';
    const told = named(table).filter((name) => /^[\w.-]+\.\w+$/.test(name));
    expect(told.toSorted()).toEqual(Object.values<string>(NAMES).toSorted());
  });

  test('an upgrade saves before it changes, and a release is checked before it is tagged', () => {
    const steps = (heading: string) => {
      const rows = proseOf('releases').split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
      return [...rows.matchAll(/^\| (\w[^|]*) \| (?!command)/gm)].map((match) => match[1]);
    };
    expect(steps('Upgrading')).toEqual([
      'see what would run',
      'make a backup',
      'stop the workers, then the servers',
      'install the new version',
      'migrate',
      'start workers and servers',
      'look from outside',
    ]);
    expect(steps('Making a release')).toEqual([
      'all proofs hold, each seen failing',
      'write the changelog, raise the version',
      'list the migrations as released',
      'CI is green on that commit',
      'tag it',
    ]);
  });

  test('each route that a page names is one', () => {
    const table = readFileSync('content/reference.mdx', 'utf8').split('## Routes')[1]?.split('\n## ')[0] ?? '';
    const routes = new Set(
      [...table.matchAll(/`(?:GET|POST) (\/[^`]*)`|`(\/[^`]*)`/g)].map((match) => match[1] ?? match[2]),
    );
    expect(strange(/^\/[a-z][\w/-]*$/, (name) => routes.has(name))).toEqual([]);
    expect(routes.size).toBeGreaterThan(20);
  });

  test('each secret has a way to change it, on the pages of deployment and in the runbook', () => {
    const changed = (page: string, heading: string) => {
      const table = proseOf(page).split(heading)[1]?.split('\n\n')[0] ?? '';
      return [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1] ?? '').toSorted();
    };
    const secrets = configFields().filter(({ name, secret }) => secret && !/_PREVIOUS$|_OWNER_URL$/.test(name));
    const names = secrets.map(({ name }) => name).toSorted();
    expect(changed('deployment', '| secret | how it is rotated |')).toEqual(names);
    const others = ['DATABASE_URL', 'STRIPE_WEBHOOK_SECRETS'];
    expect(changed('runbook', '| Secret | How |')).toEqual(names.filter((name) => !others.includes(name)));
  });

  test('each event type that a page lists is handled, and each that is handled is listed', () => {
    const types = (text: string, pattern: RegExp) =>
      [...text.matchAll(pattern)].map((match) => match[1] ?? '').toSorted();
    const made =
      readFileSync('content/runbook.mdx', 'utf8').split('## Setting up the webhook')[1]?.split('\n## ')[0] ?? '';
    expect(types(made, /^ {2}-d "enabled_events\[\]=([\w.]+)"/gm)).toEqual(HANDLED_TYPES.toSorted());
    const table = proseOf('deployment').split('| events of | types |')[1] ?? '';
    expect(types(table, /`(\w+\.[\w.]+\w)`/g).filter((type) => !type.includes('/'))).toEqual(HANDLED_TYPES.toSorted());
  });

  test('the verdicts that the first page explains are all that there are', () => {
    const told = [...proseOf('index').matchAll(/\*\*(\w[\w ]*)\*\*/g)].map((match) =>
      match[1]?.toLowerCase().replaceAll(' ', '-'),
    );
    expect(told).toEqual([...VERDICTS]);
  });

  test('who acts on an alert follows from its severity', () => {
    const sections = new Map(
      proseOf('runbook')
        .split(/^## /m)
        .map((part) => [part.split('\n')[0]?.toLowerCase().replaceAll(' ', '-'), part]),
    );
    const acts = new Map([
      ['page', 'who is on call, at once'],
      ['ticket', 'ops, in working hours'],
    ]);
    const wrong = [...alerts.values()].filter(({ labels, annotations }) => {
      const who = /^- \*\*Who\*\*: (.*)$/m.exec(sections.get(annotations.runbook.split('#')[1]) ?? '')?.[1];
      return who?.startsWith(acts.get(labels.severity) ?? 'nobody') !== true;
    });
    expect([wrong.map(({ alert }) => alert), alerts.size > 10]).toEqual([[], true]);
  });

  test('the ages in the summaries of alerts are those that they ask for', () => {
    const told = [...alerts.values()].flatMap(({ alert, annotations }) => {
      const [, count, unit] = /older than (\d+) (hours|days)\./.exec(annotations.summary) ?? [];
      return unit === undefined ? [] : [[alert, Number(count) * (unit === 'days' ? 86_400 : 3600)]];
    });
    expect(told).toEqual(['TillBackupOld', 'TillRestoreDrillOld'].map((alert) => [alert, over(alert)]));
  });
});
