'use strict';
// Preloaded into every Node process of a proof (through NODE_OPTIONS): writes down which files of the project it loads
// or reads, which folders it lists and which files it looks for in vain. Plain CommonJS, so that any Node can load it.
const out = process.env.PROOFROOM_TRACE;
const root = process.env.PROOFROOM_ROOT;
if (out && root) start();

function start() {
  const path = require('node:path');
  const { syncBuiltinESMExports, registerHooks } = require('node:module');
  const { fileURLToPath } = require('node:url');
  const fs = require('node:fs');
  const { writeSync, openSync } = fs;
  const prefix = root + path.sep;
  const seen = new Set();
  const fd = openSync(out, 'a', 0o600);
  const ignored = /(?:^|\/)(?:node_modules|\.git)(?:\/|$)|^proofs\/\.run(?:\/|$)/;

  function note(kind, target) {
    let file = target;
    if (file instanceof URL || (typeof file === 'string' && file.startsWith('file:'))) file = fileURLToPath(file);
    else if (Buffer.isBuffer(file)) file = file.toString();
    if (typeof file !== 'string') return;
    file = path.resolve(file);
    if (file !== root && !file.startsWith(prefix)) return;
    const relative = file.slice(prefix.length).split(path.sep).join('/');
    const key = kind + relative;
    if (seen.has(key) || ignored.test(relative) || /[\n\r]/.test(relative)) return;
    seen.add(key);
    writeSync(fd, `${kind} ${relative}\n`);
  }

  if (registerHooks) {
    registerHooks({
      load(url, context, next) {
        if (url.startsWith('file:')) {
          const at = url.indexOf('?');
          note('F', at === -1 ? url : url.slice(0, at));
        }
        return next(url, context);
      },
    });
  } else writeSync(fd, 'U an older Node\n');

  const reads = (flags) => flags === undefined || flags === null || (typeof flags === 'number' ? (flags & 3) === 0 : /^r/.test(String(flags)));
  const wrap = (owner, name, before) => {
    const original = owner[name];
    if (typeof original !== 'function') return;
    const wrapped = function (...args) {
      before(args);
      return original.apply(this, args);
    };
    owner[name] = Object.assign(wrapped, original);
  };
  const file = ([target]) => note('F', target);
  const folder = ([target]) => note('D', target);
  for (const owner of [fs, fs.promises]) {
    for (const name of ['readFile', 'readFileSync', 'cp', 'cpSync', 'copyFile', 'copyFileSync', 'readlink', 'readlinkSync', 'openAsBlob']) wrap(owner, name, file);
    for (const name of ['open', 'openSync']) wrap(owner, name, ([target, flags]) => (typeof flags === 'function' || reads(flags) ? note('F', target) : undefined));
    for (const name of ['readdir', 'readdirSync', 'opendir', 'opendirSync', 'glob', 'globSync']) wrap(owner, name, folder);
    for (const name of ['existsSync', 'exists', 'stat', 'statSync', 'lstat', 'lstatSync', 'access', 'accessSync']) wrap(owner, name, ([target]) => note('S', target));
  }
  wrap(fs, 'createReadStream', file);
  syncBuiltinESMExports();
  followChildren(note);
}

/** A child that is started with an emptied environment still gets the trace; only spawnSync's own internals escape. */
function followChildren() {
  const names = ['PROOFROOM_TRACE', 'PROOFROOM_ROOT', 'PROOFROOM_RUN', 'NODE_OPTIONS'];
  const kept = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  const child = require('node:child_process');
  const { spawn } = child.ChildProcess.prototype;
  child.ChildProcess.prototype.spawn = function (options) {
    const pairs = options.envPairs;
    if (Array.isArray(pairs)) for (const name of names) if (kept[name] !== undefined && !pairs.some((pair) => pair.startsWith(name + '='))) pairs.push(`${name}=${kept[name]}`);
    return spawn.call(this, options);
  };
  for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
    const original = child[name];
    child[name] = function (...args) {
      const options = args.find((one, index) => index > 0 && one !== null && typeof one === 'object' && !Array.isArray(one));
      if (options?.env) options.env = { ...kept, ...options.env };
      return original.apply(this, args);
    };
  }
  require('node:module').syncBuiltinESMExports();
}
