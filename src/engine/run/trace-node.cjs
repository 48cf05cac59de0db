'use strict';
// Preloaded into every Node process of a proof (through NODE_OPTIONS): writes down which files of the project it loads
// or reads (F), which folders it lists (D), which names it looks for (S) and which patterns it expands (G). Plain
// CommonJS, so that any Node can load it.
const path = require('node:path');
const Module = require('node:module');
const { fileURLToPath } = require('node:url');
const fs = require('node:fs');

const { writeSync, openSync, readdirSync, statSync } = fs;
const { PROOFROOM_TRACE: out, PROOFROOM_ROOT: root = '' } = process.env;
const IGNORED = /(?:^|\/)(?:node_modules|\.git)(?:\/|$)|^proofs\/\.run(?:\/|$)/;
const seen = new Set();
let fd = -1;

/** The path from the root, or null when it is no file of the project. */
function inProject(target) {
  let file = target;
  if (file instanceof URL || (typeof file === 'string' && file.startsWith('file:'))) file = fileURLToPath(file);
  else if (file instanceof Uint8Array) file = Buffer.from(file).toString();
  if (typeof file !== 'string') return null;
  file = path.resolve(file);
  if (file !== root && !file.startsWith(root + path.sep)) return null;
  return file
    .slice(root.length + 1)
    .split(path.sep)
    .join('/');
}

/** Tracing must never change what a program does: a name that cannot be read is the program's own affair. */
function note(kind, target) {
  try {
    const name = inProject(target);
    if (name === null || seen.has(kind + name) || IGNORED.test(name) || /[\n\r]/.test(name)) return;
    seen.add(kind + name);
    writeSync(fd, `${kind} ${name}\n`);
  } catch {
    // As above.
  }
}

function followModules() {
  if (!Module.registerHooks) {
    writeSync(fd, 'U an older Node\n');
    followChildren();
    followPromises();
    return;
  }
  Module.registerHooks({
    resolve(specifier, context, next) {
      if (/^(?:node:)?child_process$/.test(specifier)) followChildren();
      else if (/^(?:node:)?fs\/promises$/.test(specifier)) followPromises();
      try {
        return next(specifier, context);
      } catch (error) {
        noteMissing(specifier, context.parentURL);
        throw error;
      }
    },
    load(url, context, next) {
      if (url.startsWith('file:')) note('F', url.replace(/[?#].*$/s, ''));
      return next(url, context);
    },
  });
}

/** A module that is not there yet: it may come under any of the names that Node tries. */
function noteMissing(specifier, parent) {
  if (!/^(?:\.{0,2}\/|file:)/.test(specifier) || !parent?.startsWith('file:')) return;
  const file = fileURLToPath(new URL(specifier, parent));
  for (const end of ['', '.js', '.json', '.node', '/package.json', '/index.js', '/index.json']) note('S', file + end);
}

/** Loading what few processes use would double the cost of tracing, so these two are followed from their first use. */
let promisesFollowed = false;
function followPromises() {
  if (promisesFollowed) return;
  promisesFollowed = true;
  followFunctions(PROMISES.get.call(fs));
  Module.syncBuiltinESMExports();
}

const PROMISES = Object.getOwnPropertyDescriptor(fs, 'promises');

function followReads() {
  followFunctions(fs);
  wrap(fs, 'createReadStream', ([target]) => note('F', target));
  wrap(process, 'loadEnvFile', ([target = '.env']) => note('F', target));
  wrap(process, 'getBuiltinModule', ([id]) => (/^(?:node:)?child_process$/.test(id) ? followChildren() : undefined));
  Object.defineProperty(fs, 'promises', {
    ...PROMISES,
    get() {
      followPromises();
      return PROMISES.get.call(fs);
    },
  });
}

function followFunctions(owner) {
  const file = ([target]) => note('F', target);
  const looked = ([target]) => note('S', target);
  const opened = ([target, flags]) => (isRead(flags) ? note('F', target) : undefined);
  const both = (names) => names.flatMap((name) => [name, `${name}Sync`]);
  for (const name of [...both(['readFile', 'copyFile', 'readlink']), 'openAsBlob']) wrap(owner, name, file);
  for (const name of both(['open'])) wrap(owner, name, opened);
  for (const name of both(['readdir', 'opendir'])) wrap(owner, name, listed);
  for (const name of both(['glob'])) wrap(owner, name, expanded);
  for (const name of both(['cp'])) wrap(owner, name, ([target]) => walk(target, true));
  for (const name of ['exists', ...both(['stat', 'lstat', 'access', 'realpath'])]) wrap(owner, name, looked);
  wrap(owner, 'existsSync', (args) => (isProcessTable(new Error('asked here')) ? undefined : looked(args)));
}

/** zx, before it ends a process, tries the words of every command line on the machine as file names: these are nobody's inputs. */
function isProcessTable({ stack }) {
  return String(stack).includes('/zx/build/vendor-core.cjs');
}

function isRead(flags) {
  if (typeof flags === 'number') return (flags & 3) !== 1;
  return typeof flags !== 'string' || /[r+]/.test(flags);
}

function wrap(owner, name, before) {
  const original = owner[name];
  if (typeof original !== 'function') return;
  const wrapped = function (...args) {
    before(args);
    return Reflect.apply(original, this, args);
  };
  owner[name] = Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
}

function listed([target, options]) {
  if (options?.recursive) walk(target, false);
  else note('D', target);
}

/** Node looks through a whole tree by itself, past the wrapped functions. */
function walk(target, contents) {
  if (contents) note('S', target);
  try {
    const name = inProject(target);
    if (name === null || IGNORED.test(name)) return;
    if (!statSync(path.join(root, name)).isDirectory()) {
      if (contents) note('F', path.join(root, name));
      return;
    }
    note('D', path.join(root, name));
    for (const entry of readdirSync(path.join(root, name))) walk(path.join(root, name, entry), contents);
  } catch {
    // It is not there: noted above.
  }
}

function expanded([patterns, options]) {
  const { cwd = '.' } = typeof options === 'object' && options !== null ? options : {};
  const from = cwd instanceof URL ? fileURLToPath(cwd) : String(cwd);
  for (const pattern of [patterns].flat()) if (typeof pattern === 'string') note('G', path.resolve(from, pattern));
}

/** A child that a Node process starts with an emptied environment is traced all the same. */
let childrenFollowed = false;
function followChildren() {
  if (childrenFollowed) return;
  childrenFollowed = true;
  const names = ['PROOFROOM_TRACE', 'PROOFROOM_ROOT', 'PROOFROOM_RUN', 'NODE_OPTIONS'];
  const kept = Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const child = require('node:child_process');
  const { spawn } = child.ChildProcess.prototype;
  child.ChildProcess.prototype.spawn = function (options) {
    const pairs = options.envPairs;
    const missing = (name) => !pairs.some((pair) => String(pair).startsWith(`${name}=`));
    if (Array.isArray(pairs))
      for (const [name, value] of Object.entries(kept)) if (missing(name)) pairs.push(`${name}=${value}`);
    return Reflect.apply(spawn, this, [options]);
  };
  const given = (one) => (isOptions(one) && one.env ? { ...one, env: { ...kept, ...one.env } } : one);
  for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
    const original = child[name];
    child[name] = function (...args) {
      return Reflect.apply(original, this, args.map(given));
    };
  }
  Module.syncBuiltinESMExports();
}

function isOptions(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

if (out && root) {
  fd = openSync(out, 'a', 0o600);
  followModules();
  followReads();
  Module.syncBuiltinESMExports();
}
