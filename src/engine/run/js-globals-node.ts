import { buildCheck } from './js-check-node.ts';
import type { Report } from './js-reporter-node.ts';
import type { JsSpec } from './js-spec.ts';
import { installZx } from './js-zx-node.ts';
import type { Kit } from './fixture.ts';

const { mkdirSync, writeFileSync } = process.getBuiltinModule('node:fs');
const path = process.getBuiltinModule('node:path');
const { pathToFileURL } = process.getBuiltinModule('node:url');

/** Where a script reports to, and the address under which it runs. */
export interface Scene {
  readonly report: Report;
  readonly url: string;
}

/** Puts the names that a script may use in its scope: zx's, the kit's, and those of its fixtures. */
export async function installGlobals(spec: JsSpec, scene: Scene): Promise<void> {
  const kit = buildKit(spec, scene);
  installZx(scene);
  Object.assign(globalThis, kit);
  for (const file of spec.helpers) {
    const loaded: unknown = await import(pathToFileURL(file).href);
    if (!hasHelpers(loaded)) throw new TypeError(`${path.basename(file)} exports no function helpers(kit)`);
    Object.assign(globalThis, await loaded.helpers(kit));
  }
}

function buildKit(spec: JsSpec, scene: Scene): Kit {
  const { report } = scene;
  return {
    check: buildCheck(scene),
    step: (words) => report({ kind: 'step', words }),
    attach: (name, content) => {
      if (!/^[\w-]+(?:\.[\w-]+)*$/.test(name))
        throw new TypeError(`attach: ${JSON.stringify(name)} is not a plain file name`);
      mkdirSync(spec.attachments, { recursive: true });
      writeFileSync(path.join(spec.attachments, name), content);
      report({ kind: 'attached', name });
    },
    figure: (name, value, unit) => {
      if (!Number.isFinite(value)) throw new TypeError(`figure: the value of ${name} is no number`);
      report({ kind: 'figure', name, value, unit });
    },
    redact: (value, name) => {
      if (!/^[A-Z][A-Z0-9_]*$/.test(name))
        throw new TypeError(`redact: the name ${JSON.stringify(name)} is not in capitals`);
      report({ kind: 'redact', value: String(value), name });
    },
  };
}

function hasHelpers(loaded: unknown): loaded is { helpers: (kit: Kit) => object | Promise<object> } {
  return typeof loaded === 'object' && loaded !== null && 'helpers' in loaded && typeof loaded.helpers === 'function';
}
