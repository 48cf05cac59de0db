import { z } from 'zod';
import { canonicalJson } from '../engine/index.ts';

const component = z.looseObject({ 'bom-ref': z.string() });
const sbomSchema = z.looseObject({
  metadata: z.looseObject({ component: z.looseObject({ name: z.string() }) }),
  components: z.array(component),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
});

/** A CycloneDX document without what differs from run to run: serial number, time, version of npm, name of the folder. */
export function normaliseSbom(text: string, name: string): string {
  const { serialNumber: _serial, metadata, ...rest } = sbomSchema.parse(JSON.parse(text));
  const { timestamp: _time, tools: _tools, ...kept } = metadata;
  const byKey = (key: (one: object) => string) => (a: object, b: object) => (key(a) < key(b) ? -1 : 1);
  const refOf = (one: object): string =>
    'bom-ref' in one ? String(one['bom-ref']) : 'ref' in one ? String(one.ref) : '';
  return canonicalJson(
    z.json().parse({
      ...rest,
      metadata: { ...kept, component: { ...kept.component, name } },
      components: rest.components.toSorted(byKey(refOf)),
      dependencies: rest.dependencies
        .map((one) => ({ ...one, ...(one.dependsOn === undefined ? {} : { dependsOn: one.dependsOn.toSorted() }) }))
        .toSorted(byKey(refOf)),
    }),
  );
}
