import type { Check, CheckContext } from './check.ts';
import { finding, held, type Outcome } from './outcome.ts';
import type { Reply } from './web.ts';

const SET = [
  'content-security-policy',
  'x-content-type-options',
  'strict-transport-security',
  'referrer-policy',
  'cross-origin-opener-policy',
  'x-frame-options',
];
const YEAR_SECONDS = 31_536_000;
const REFERRER_POLICIES = new Set([
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
]);
const OPENER_POLICIES = new Set(['same-origin', 'same-origin-allow-popups', 'noopener-allow-popups']);
const OPEN_SCRIPTS = /^(?:'unsafe-inline'|'unsafe-eval'|\*|https?:|data:)$/;

const page = ({ web }: CheckContext) => web.ask({ path: '/sign-in', headers: { accept: 'text/html' } });
const missing = ({ web }: CheckContext) => web.ask({ path: '/deploy-check-no-such-page' });
const helmetHint = 'serve the headers that Till sets; look at what the proxy removes or replaces';

/** One directive of a policy as its words; undefined if the policy does not name it. */
function directive(reply: Reply, name: string): readonly string[] | undefined {
  const policy = header(reply, 'content-security-policy');
  const parts = policy.split(';').map((part) => part.trim().toLowerCase().split(/\s+/));
  return parts.find(([first]) => first === name)?.slice(1);
}

function header(reply: Reply, name: string): string {
  const value = reply.headers[name];
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}

async function headerSet(context: CheckContext): Promise<Outcome> {
  for (const [name, reply] of [
    ['a page', await page(context)],
    ['a refusal', await missing(context)],
  ] as const) {
    const there = SET.filter((one) => header(reply, one) !== '');
    if (there.length === 0) return finding(`${name} carries none of the security headers`, helmetHint);
    const scripts = directive(reply, 'script-src') ?? directive(reply, 'default-src');
    if (scripts === undefined) return finding(`${name} has no Content-Security-Policy that limits scripts`, helmetHint);
    const open = scripts.filter((word) => OPEN_SCRIPTS.test(word));
    if (open.length > 0) return finding(`the policy of ${name} lets scripts in by ${open.join(' ')}`, helmetHint);
  }
  return held();
}

async function framing(context: CheckContext): Promise<Outcome> {
  const reply = await page(context);
  const ancestors = directive(reply, 'frame-ancestors');
  const denied = ancestors?.join(' ') === "'none'" || header(reply, 'x-frame-options').toUpperCase() === 'DENY';
  // A policy that lets somebody in wins over X-Frame-Options in every browser.
  if (denied && (ancestors === undefined || ancestors.join(' ') === "'none'")) return held();
  return finding('another site may show our pages in a frame', helmetHint);
}

async function transport(context: CheckContext, judge: (parts: readonly string[]) => Outcome): Promise<Outcome> {
  const value = header(await page(context), 'strict-transport-security');
  if (value === '') return finding('there is no Strict-Transport-Security header', helmetHint);
  return judge(value.split(';').map((part) => part.trim().toLowerCase()));
}

const maxAge = (context: CheckContext) =>
  transport(context, (parts) => {
    const seconds = Number(
      parts
        .find((part) => part.startsWith('max-age='))
        ?.slice(8)
        .replaceAll('"', ''),
    );
    return seconds >= YEAR_SECONDS
      ? held(`${seconds} s`)
      : finding(`browsers keep to HTTPS for ${seconds} s only`, `send max-age=${YEAR_SECONDS} or more`);
  });

const hasPart = (name: string, hint: string) => (context: CheckContext) =>
  transport(context, (parts) =>
    parts.includes(name.toLowerCase()) ? held() : finding(`Strict-Transport-Security lacks ${name}`, hint),
  );

async function noSniff(context: CheckContext): Promise<Outcome> {
  for (const reply of [await page(context), await missing(context)]) {
    const value = header(reply, 'x-content-type-options').toLowerCase();
    if (value !== 'nosniff') return finding(`X-Content-Type-Options is ${value || 'missing'}`, helmetHint);
  }
  return held();
}

async function referrerPresent(context: CheckContext): Promise<Outcome> {
  const value = header(await page(context), 'referrer-policy');
  return value === '' ? finding('there is no Referrer-Policy header', helmetHint) : held(value);
}

async function referrerValid(context: CheckContext): Promise<Outcome> {
  const words = header(await page(context), 'referrer-policy')
    .toLowerCase()
    .split(',')
    .map((word) => word.trim());
  const wrong = words.filter((word) => word !== '' && !REFERRER_POLICIES.has(word));
  if (wrong.length === 0) return held();
  return finding(`Referrer-Policy ${wrong.join(', ')} is unknown, or sends whole addresses elsewhere`, helmetHint);
}

async function openerValid(context: CheckContext): Promise<Outcome> {
  const value = header(await page(context), 'cross-origin-opener-policy').toLowerCase();
  if (OPENER_POLICIES.has(value.split(';')[0]?.trim() ?? '')) return held(value);
  return finding(`Cross-Origin-Opener-Policy is ${value || 'missing'}`, helmetHint);
}

/** What browsers are told in the headers of a page and of a refusal. */
export const HEADER_CHECKS: readonly Check[] = [
  {
    id: 'dep.E101',
    level: 'error',
    title: 'answers carry the security headers',
    doc: 'A page and a refusal carry the header set, and their Content-Security-Policy lets in no inline or foreign script. Each header has its own check besides; none of them waits for this one.',
    from: 'running',
    run: headerSet,
  },
  {
    id: 'dep.W102',
    level: 'warning',
    title: 'no site may frame our pages',
    doc: "The sign-in page denies framing, by `frame-ancestors 'none'` or by `X-Frame-Options: DENY`, and no policy takes it back.",
    from: 'running',
    run: framing,
  },
  {
    id: 'dep.W104',
    level: 'warning',
    title: 'browsers keep to HTTPS for a year',
    doc: `Strict-Transport-Security holds for ${YEAR_SECONDS} seconds or more.`,
    from: 'running',
    run: maxAge,
  },
  {
    id: 'dep.W105',
    level: 'warning',
    title: 'HTTPS holds for subdomains too',
    doc: 'Strict-Transport-Security says includeSubDomains.',
    from: 'running',
    run: hasPart('includeSubDomains', 'add includeSubDomains'),
  },
  {
    id: 'dep.I121',
    level: 'info',
    title: 'browsers may preload HTTPS',
    doc: 'Strict-Transport-Security says preload. Only for information: a preload list is hard to leave.',
    from: 'running',
    run: hasPart('preload', 'add preload once every subdomain has HTTPS for good'),
  },
  {
    id: 'dep.W106',
    level: 'warning',
    title: 'browsers do not guess content types',
    doc: 'A page and a refusal carry X-Content-Type-Options: nosniff.',
    from: 'running',
    run: noSniff,
  },
  {
    id: 'dep.W122',
    level: 'warning',
    title: 'a referrer policy is set',
    doc: 'The sign-in page carries a Referrer-Policy.',
    from: 'running',
    run: referrerPresent,
  },
  {
    id: 'dep.E123',
    level: 'error',
    title: 'the referrer policy is valid',
    doc: 'Each word of the Referrer-Policy is one that browsers know, and none of them is unsafe-url. A missing header is the business of dep.W122.',
    from: 'running',
    run: referrerValid,
  },
  {
    id: 'dep.E124',
    level: 'error',
    title: 'the opener policy is valid',
    doc: 'The sign-in page carries a Cross-Origin-Opener-Policy that parts us from other sites.',
    from: 'running',
    run: openerValid,
  },
];
