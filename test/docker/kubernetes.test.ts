import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestMistakes } from '../../src/docker/manifest-mistakes.ts';

const FOLDER = path.join(import.meta.dirname, '../../deploy/kubernetes');
const files = readdirSync(FOLDER).filter((name) => name !== 'kustomization.yaml');
const read = (name: string): string => readFileSync(path.join(FOLDER, name), 'utf8');

describe('the manifests', () => {
  it.each(files)('%s holds nothing that the schemas of Kubernetes refuse or do not know', async (name) => {
    expect(await manifestMistakes(read(name))).toEqual([]);
  });
});

describe('a mistake is found', () => {
  it.each([
    ['a number as text', 'containerPort: 3000', 'containerPort: many', 'containerPort breaks type {"type":"integer"}'],
    ['a probe of another name', 'readinessProbe:', 'readynessProbe:', 'readynessProbe is no field of it'],
    ['a field deep inside', 'path: /readyz', 'paths: /readyz', 'paths is no field of it'],
    [
      'a kind that does not exist',
      'kind: PodDisruptionBudget',
      'kind: PodBudget',
      'no schema IoK8sApiPolicyV1PodBudget',
    ],
    ['nothing of a required field', '    matchLabels: {', '    matchlabels: {', 'matchlabels is no field of it'],
    ['a broken text', 'metadata:', 'metadata: {', ''],
  ])('%s', async (_words, from, to, says) => {
    const text = read('web.yaml');
    expect(text).toContain(from);
    const mistakes = await manifestMistakes(text.replace(from, to));
    expect(mistakes.join('\n')).toContain(says);
    expect(mistakes).not.toEqual([]);
  });

  it('in a text without anything', async () => {
    expect(await manifestMistakes('')).toEqual(['it is empty']);
    expect(await manifestMistakes('a: 1')).toEqual(['it has no apiVersion and kind']);
  });
});
