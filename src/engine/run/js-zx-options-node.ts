const SPLIT = { prefix: 'set -euo pipefail;' };
const INPUT = { stdio: ['pipe', 'pipe', 'pipe'] };

type Call = (...args: readonly unknown[]) => unknown;

/** Understands our own option `split`, gives a command its input when one is passed or piped, and tells of each that is started. */
export function withOptions(shell: object, onStart: (started: unknown) => void): unknown {
  const feeding: Feeding = { open: false, fed: new WeakSet() };
  const wrap = (inner: object): object =>
    new Proxy(inner, {
      apply(target, self, args: unknown[]) {
        if (!isCall(target)) return undefined;
        const [options] = args;
        if (isOptions(options)) return wrap(called(target, self, [withInput(options)]));
        const from = feeding.open ? called(target, self, [INPUT]) : target;
        const started = isCall(from) ? Reflect.apply(from, self, args) : undefined;
        if (typeof started === 'object' && started !== null) follow(started, feeding, wrap(shell));
        onStart(started);
        return started;
      },
    });
  return wrap(shell);
}

/** Whether a pipe is being written down at this moment: what starts inside its call is what it feeds. */
interface Feeding {
  open: boolean;
  readonly fed: WeakSet<object>;
}

function called(target: Call, self: unknown, args: readonly unknown[]): object {
  const result: unknown = Reflect.apply(target, self, [...args]);
  return typeof result === 'function' ? result : Object(result);
}

function isCall(value: unknown): value is Call {
  return typeof value === 'function';
}

function isOptions(value: unknown): value is { readonly split?: boolean; readonly input?: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withInput({ split, ...rest }: { readonly split?: boolean; readonly input?: unknown }): object {
  return { ...(split ? SPLIT : {}), ...('input' in rest ? INPUT : {}), ...rest };
}

/**
 * Commands have no input, so one that is to be fed must be known before it starts: `a.pipe` is read before what stands
 * in its brackets is evaluated. A command that was started elsewhere can no longer be fed: that is said, not passed over.
 */
function follow(started: object, feeding: Feeding, shell: object): void {
  if (feeding.open) feeding.fed.add(started);
  const original = (): unknown => Reflect.get(Object.getPrototypeOf(started), 'pipe', started);
  const guard = (inner: unknown): Call => {
    return (target, ...args) => {
      feeding.open = true;
      const dest = isTemplate(target) && isCall(shell) ? shell(target, ...args) : target;
      feeding.open = false;
      if (isCommand(dest) && !feeding.fed.has(dest))
        throw new TypeError('pipe: write the command inside the brackets: a.pipe($`b`)');
      return isCall(inner) ? inner(dest, ...(dest === target ? args : [])) : undefined;
    };
  };
  Object.defineProperty(started, 'pipe', {
    get: () => {
      feeding.open = true;
      queueMicrotask(() => {
        feeding.open = false;
      });
      const inner = original();
      const parts = Object.entries(Object(inner)).map(([name, part]) => [name, guard(part)]);
      return Object.assign(guard(inner), Object.fromEntries(parts));
    },
  });
}

function isTemplate(value: unknown): value is TemplateStringsArray {
  return Array.isArray(value) && 'raw' in value;
}

function isCommand(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'isHalted' in value;
}
