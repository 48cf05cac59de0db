import { describe, expect, test } from 'vitest';
import { fence, page, Scratch } from '../support/scratch.ts';

const title = `a "b" <c> & 'd', 100% ::error::`;
const files = {
  'content/index.mdx': page(
    fence(
      'js',
      `proof id="bad" title="${title.replaceAll('"', '\\"')}"`,
      `check('x: 1, y % <&>"\\u0001\\ud800', 'one\\ntwo', 1)`,
    ),
    fence('js', 'proof id="good" title="t"', "check('x', 1)"),
    fence('bash', 'proof id="not-run" title="t" exit="0" needs="f"', 'true'),
  ),
  'proofroom.config.ts': "export default { fixtures: { f: { module: 'f.mjs' } } };\n",
  'f.mjs': 'export const fixture = { async start() { throw new Error("no"); } };\n',
};

/** A parser of the XML that a machine would refuse anything else than. */
function parseXml(text: string): { tag: string; attributes: Record<string, string> }[] {
  const open: string[] = [];
  const found: { tag: string; attributes: Record<string, string> }[] = [];
  const entity = /&(?:amp|lt|gt|quot|#10);/g;
  for (const [, close, name = '', attributes = '', self, words = ''] of text
    .replace(/^<\?xml [^>]*\?>\n/, '')
    .matchAll(/<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)|</g)) {
    if (name === '') {
      expect(words.replaceAll(entity, ''), 'text').toMatch(/^[^&<\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}]+$/u);
      continue;
    }
    if (close) expect(open.pop()).toBe(name);
    else {
      const pairs = [...attributes.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]);
      for (const [, value = ''] of pairs) expect(value.replaceAll(entity, '')).not.toMatch(/&/);
      found.push({ tag: name, attributes: Object.fromEntries(pairs) });
      if (!self) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return found;
}

describe('reports', () => {
  test('JUnit is well-formed, and what was not run is an error', async () => {
    const project = new Scratch(files);
    const { err } = await project.run('proofs', '--junit', project.at('junit.xml'));
    expect(err).toBe('');
    const nodes = parseXml(project.read('junit.xml'));
    expect(nodes.map(({ tag }) => tag)).toEqual([
      'testsuites',
      'testsuite',
      'testcase',
      'failure',
      'testcase',
      'testcase',
      'error',
    ]);
    expect(nodes[0]?.attributes).toMatchObject({ tests: '3', failures: '1', errors: '1' });
    expect(project.read('junit.xml')).toContain("a &quot;b&quot; &lt;c&gt; &amp; 'd'");
  });

  test('annotations cannot be broken out of', async () => {
    const { out } = await new Scratch(files).run('proofs', '--github');
    const lines = out.split('\n').filter((line) => line.startsWith('::'));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^::error file=content\/index\.mdx,line=6,title=bad::check failed: x: 1, y %25 <&>"/);
    expect(lines[0]).toContain('%0A');
  });

  test('annotations of problems', async () => {
    const { out, err } = await new Scratch({ 'content/a,b.mdx': 'x\n' }).run('proofs', '--github');
    expect(out + err).toContain('::error file=content/a%2Cb.mdx,line=1,title=PR104 The page has no title::');
  });

  test('--json with --github still parses', async () => {
    const { out } = await new Scratch(files).run('proofs', '--json', '--github');
    expect(JSON.parse(out).proofs).toHaveLength(3);
  });
});
