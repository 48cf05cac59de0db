import type { Check, CheckContext } from './check.ts';
import { isLocalTrial } from './local-trial.ts';
import { finding, held, notApplicable, type Outcome } from './outcome.ts';

const PLACEHOLDER = /change[-_ ]?me|replace[-_ ]?me|placeholder|example|insecure|your[-_ ](?:secret|session|key)|x{8}/i;
const REPEATED = /^(.{1,16}?)\1{2,}$/;
const SECRET_HINT = 'make a new one: openssl rand -base64 48';
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** What is wrong with the setting as it stands, if the settings could not take it. */
const fault = ({ faults }: CheckContext, name: string, hint: string): Outcome | undefined => {
  const words = faults.get(name);
  return words === undefined ? undefined : finding(words, hint);
};

function judgeSecret(context: CheckContext, name: 'SESSION_SECRET' | 'SESSION_SECRET_PREVIOUS'): Outcome {
  const secret = context.config[name];
  const refusal = fault(context, name, SECRET_HINT);
  if (refusal !== undefined) return refusal;
  if (secret === undefined) return notApplicable(`${name} is not set`);
  if (context.machine.exampleValues.has(secret))
    return finding(`${name} is the value of an example file that ships with Till`, SECRET_HINT);
  if (PLACEHOLDER.test(secret)) return finding(`${name} is a placeholder`, SECRET_HINT);
  return REPEATED.test(secret) ? finding(`${name} repeats a few characters`, SECRET_HINT) : held();
}

function origins(context: CheckContext): Outcome {
  const { config } = context;
  const hint = 'name the https address of people, and only names that have HTTPS';
  if (config.PUBLIC_BASE_URL === undefined) return notApplicable('PUBLIC_BASE_URL is not set');
  if (isLocalTrial(context)) return notApplicable(`${config.PUBLIC_BASE_URL} is this machine only`);
  const { protocol, origin, href } = new URL(config.PUBLIC_BASE_URL);
  if (protocol !== 'https:') return finding(`the trusted origin ${origin} is not https`, hint);
  if (href !== `${origin}/`) return finding('PUBLIC_BASE_URL is more than an origin', `set it to ${origin}`);
  const wrong = (config.ALLOWED_HOSTS ?? []).filter((host) => !isPublicName(host));
  if (wrong.length === 0) return held(origin);
  return finding(`pages from ${wrong.join(', ')} are trusted, which can have no https of their own`, hint);
}

const isPublicName = (host: string): boolean => {
  const name = host.replace(/:\d+$/, '');
  return !LOOPBACK.test(name) && /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(name);
};

function safeRuntime({ machine }: CheckContext): Outcome {
  const { NODE_TLS_REJECT_UNAUTHORIZED: tls, NODE_OPTIONS: options = '' } = machine.environment;
  if (tls === '0') return finding('NODE_TLS_REJECT_UNAUTHORIZED=0: no certificate is checked', 'unset it');
  const debug = [...options.split(/\s+/), ...machine.nodeArguments].find((word) => word.startsWith('--inspect'));
  return debug === undefined ? held() : finding(`${debug} opens the program to a debugger`, 'start node without it');
}

function proxy(context: CheckContext): Outcome {
  const { TRUST_PROXY: trusted, PUBLIC_BASE_URL: address } = context.config;
  const hint = 'set TRUST_PROXY to the number of proxies in front, or to their networks';
  const refusal = fault(context, 'TRUST_PROXY', hint);
  if (refusal !== undefined) return refusal;
  const wide = trusted?.split(',').find((network) => /\/0+$/.test(network));
  if (wide !== undefined) return finding(`TRUST_PROXY ${wide} believes everybody`, hint);
  if (trusted === undefined && address?.startsWith('https:') === true)
    return finding('people use https, and no proxy is trusted to say so: every page leads to itself', hint);
  return held(trusted === undefined ? 'no proxy is trusted' : `TRUST_PROXY ${trusted}`);
}

function logLevel({ config }: CheckContext): Outcome {
  const { LOG_LEVEL: level, TILL_MODE: mode } = config;
  if (mode === 'development') return notApplicable('development may log what it likes');
  if (level !== 'debug' && level !== 'trace') return held(level);
  return finding(`LOG_LEVEL is ${level}`, 'set LOG_LEVEL=info');
}

/** What the environment alone tells. */
export const SETTINGS_CHECKS: readonly Check[] = [
  {
    id: 'dep.E109',
    level: 'error',
    title: 'the session secret is strong and our own',
    doc: 'SESSION_SECRET has 50 characters or more, 5 different ones or more, repeats no short piece, looks like no placeholder and is no value of an example file.',
    from: 'settings',
    run: (context) => judgeSecret(context, 'SESSION_SECRET'),
  },
  {
    id: 'dep.E125',
    level: 'error',
    title: 'the session secret before it is strong too',
    doc: 'SESSION_SECRET_PREVIOUS still opens sessions; the same rules as for dep.E109.',
    from: 'settings',
    run: (context) => judgeSecret(context, 'SESSION_SECRET_PREVIOUS'),
  },
  {
    id: 'dep.E127',
    level: 'error',
    title: 'trusted origins are https addresses',
    doc: 'PUBLIC_BASE_URL is an https origin without a path, and each of ALLOWED_HOSTS is a full domain name: their pages may send what changes something.',
    from: 'settings',
    run: origins,
  },
  {
    id: 'dep.E128',
    level: 'error',
    title: 'certificates are checked and no debugger listens',
    doc: 'NODE_TLS_REJECT_UNAUTHORIZED is not 0, and neither NODE_OPTIONS nor the arguments of node have --inspect. Run the check in the environment of the server.',
    from: 'settings',
    run: safeRuntime,
  },
  {
    id: 'log.W401',
    level: 'warning',
    title: 'the log level is not debug',
    doc: 'LOG_LEVEL is neither debug nor trace.',
    from: 'settings',
    run: logLevel,
  },
  {
    id: 'http.E501',
    level: 'error',
    title: 'only named proxies are believed',
    doc: 'TRUST_PROXY is a hop count or networks, never true and never a network of everybody; where people use https it is set.',
    from: 'settings',
    run: proxy,
  },
];
