import { parseAllDocuments } from 'yaml';

type Validate = ((data: unknown) => boolean) & { readonly errors?: readonly Mistake[] | null };

interface Mistake {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: unknown;
}

/** Mistakes in the Kubernetes objects of a YAML text: what the published schemas refuse, and fields that no schema knows. One line each. */
export async function manifestMistakes(text: string): Promise<readonly string[]> {
  const documents = parseAllDocuments(text);
  const mistakes = documents.map(async (document) => {
    if (document.errors.length > 0) return document.errors.map(({ message }) => message);
    const manifest: unknown = document.toJS();
    const name = schemaName(manifest);
    return name === null ? ['it has no apiVersion and kind'] : judge(manifest, { name, validate: await load(name) });
  });
  return documents.length === 0 ? ['it is empty'] : (await Promise.all(mistakes)).flat();
}

function judge(
  manifest: unknown,
  { name, validate }: { readonly name: string; readonly validate: Validate | null },
): readonly string[] {
  if (validate === null) return [`there is no schema ${name}`];
  const looked = new Set<string>();
  if (!validate(watched(manifest, '', looked)))
    return (validate.errors ?? []).map(
      ({ instancePath, keyword, params }) => `${instancePath} breaks ${keyword} ${JSON.stringify(params)}`,
    );
  return pathsOf(manifest, '')
    .filter((path) => !looked.has(path))
    .map((path) => `${path} is no field of it`);
}

// The schemas allow fields that they do not know, as the server does; but they look at each one that they know.
function watched(value: unknown, path: string, looked: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key, receiver) {
      const inner: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol') return inner;
      looked.add(`${path}/${key}`);
      return watched(inner, `${path}/${key}`, looked);
    },
  });
}

function pathsOf(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [`${path}/${key}`, ...pathsOf(inner, `${path}/${key}`)]);
}

function schemaName(manifest: unknown): string | null {
  if (typeof manifest !== 'object' || manifest === null || !('apiVersion' in manifest) || !('kind' in manifest))
    return null;
  const [, group = 'core', version = ''] = /^(?:([a-z]+)[a-z0-9.]*\/)?(v\w+)$/.exec(String(manifest.apiVersion)) ?? [];
  return `IoK8sApi${capital(group)}${capital(version)}${String(manifest.kind)}`;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

async function load(name: string): Promise<Validate | null> {
  try {
    const loaded: unknown = await import(`kubernetes-models/_schemas/${name}`);
    return hasValidate(loaded) ? loaded.validate : null;
  } catch {
    return null;
  }
}

function hasValidate(loaded: unknown): loaded is { readonly validate: Validate } {
  return typeof loaded === 'object' && loaded !== null && 'validate' in loaded && typeof loaded.validate === 'function';
}
