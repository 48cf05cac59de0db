import { fileURLToPath } from 'node:url';
import type { Code } from 'mdast';
import { defineMdastPlugin, type MdxJsxFlowElement } from 'satteri';
import { parseFence, type ProofFence } from './fence-meta.ts';

/** Components a page may use without importing them; the fences below become the first three. */
const COMPONENTS = {
  ProofBlock: 'proof-block',
  ProofPins: 'proof-pins',
  ProofControl: 'proof-control',
  Readiness: 'readiness',
} as const;

/**
 * Turns each proof fence of a page into a component that holds the script as an ordinary code block.
 * The component asks the model for everything else, so a page never carries a transcript of its own.
 */
export const proofFences = defineMdastPlugin({
  name: 'proofroom-proof-fences',
  before(root, ctx) {
    if (ctx.sourceFormat !== 'mdx') return;
    const first = root.children[0];
    if (first !== undefined) ctx.insertBefore(first, { type: 'mdxjsEsm', value: importLines(ctx.source) });
  },
  code(node, ctx) {
    const fence = parseFence(node.meta);
    if (fence !== null && ctx.sourceFormat === 'mdx') ctx.replaceNode(node, fenceElement(fence, node));
  },
});

function fenceElement(fence: ProofFence, node: Readonly<Code>): MdxJsxFlowElement {
  const code: Code = { type: 'code', lang: node.lang ?? 'text', meta: 'frame="none"', value: node.value };
  if (fence.kind === 'proof') return element('ProofBlock', { id: fence.id }, code);
  if (fence.kind === 'expect') return element('ProofPins', { of: fence.of }, code);
  return element('ProofControl', { of: fence.of, title: fence.title }, code);
}

function element(name: keyof typeof COMPONENTS, props: Record<string, string>, code: Code): MdxJsxFlowElement {
  const attributes = Object.entries(props).map(([key, value]) => ({
    type: 'mdxJsxAttribute' as const,
    name: key,
    // As an expression: a title with quotes or braces stays a plain string.
    value: { type: 'mdxJsxAttributeValueExpression' as const, value: JSON.stringify(value) },
  }));
  return { type: 'mdxJsxFlowElement', name, attributes, children: [code] };
}

/** Imports for all components, apart from those the page imports under the same name itself. */
function importLines(source: string): string {
  return Object.entries(COMPONENTS)
    .filter(([name]) => !new RegExp(`^import .*\\b${name}\\b`, 'm').test(source))
    .map(([name, file]) => `import ${name} from ${JSON.stringify(componentPath(file))};`)
    .join('\n');
}

const componentPath = (file: string): string => fileURLToPath(new URL(`../components/${file}.astro`, import.meta.url));
