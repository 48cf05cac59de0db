import { problem, type Problem, type Read } from '../base/problem.ts';
import type { Block } from '../page/page.ts';
import type { Attributes } from './parse-attributes.ts';
import { parseDuration } from './parse-duration.ts';
import type { Language, Proof, Safety } from './proof.ts';
import { scriptAsserts } from './script-asserts.ts';

const LANGUAGES: Readonly<Record<string, Language>> = {
  js: 'js',
  javascript: 'js',
  mjs: 'js',
  ts: 'ts',
  typescript: 'ts',
  bash: 'bash',
  sh: 'bash',
  shell: 'bash',
};
const DEFAULT_TIMEOUT_MS = 60_000;

/** Makes a proof of a block marked `proof`; null when it cannot be named or run, with every problem found. */
export function buildProof(block: Block, attributes: Attributes, slug: string): Read<Proof | null> {
  const found = new Collector(block);
  const id = found.id(attributes.values.get('id'));
  const title = found.title(attributes.values.get('title'));
  const language = found.language(block.language);
  const timeoutMs = found.timeout(attributes.values.get('timeout'));
  const safety = found.safety(attributes.values.get('safety'));
  const exit = found.exit(attributes.values.get('exit'), language);
  const inputs = found.inputs(words(attributes.values.get('inputs')));
  found.script(block.text, language);
  // What an unreadable list would have said is not known: only the list itself is wrong.
  const unreadable = attributes.problems.some((one) => one.code === 'PR201');
  const problems = [...attributes.problems, ...(unreadable ? [] : found.problems)];
  if (id === null || language === null) return { value: null, problems };
  const { text: script, place, heading } = block;
  const lists = {
    covers: words(attributes.values.get('covers')),
    needs: words(attributes.values.get('needs')),
    inputs,
  };
  return {
    value: {
      id,
      title,
      language,
      script,
      place,
      slug,
      heading,
      ...lists,
      timeoutMs,
      safety,
      exit,
      expects: [],
      controls: [],
    },
    problems,
  };
}

function words(list: string | undefined): readonly string[] {
  return [...new Set((list ?? '').split(/[\s,]+/).filter((word) => word !== ''))];
}

class Collector {
  readonly problems: Problem[] = [];
  readonly #block: Block;
  constructor(block: Block) {
    this.#block = block;
  }

  id(id: string | undefined): string | null {
    if (!id) return this.#bad('PR204', '');
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id) || id.length > 80) return this.#bad('PR205', id);
    return id;
  }

  title(title: string | undefined): string {
    if (!title?.trim()) this.#bad('PR207', '');
    return title?.trim() ?? '';
  }

  language(name: string): Language | null {
    return LANGUAGES[name] ?? this.#bad('PR208', name);
  }

  timeout(text: string | undefined): number {
    if (text === undefined) return DEFAULT_TIMEOUT_MS;
    return parseDuration(text) ?? this.#bad('PR211', text) ?? DEFAULT_TIMEOUT_MS;
  }

  safety(text: string | undefined): Safety {
    if (text === 'writes') return 'writes';
    if (text !== undefined && text !== 'safe') this.#bad('PR214', text);
    return 'safe';
  }

  exit(text: string | undefined, language: Language | null): number | null {
    if (text === undefined) return null;
    const status = /^\d{1,3}$/.test(text) ? Number(text) : 256;
    if (status <= 255 && language === 'bash') return status;
    this.#bad('PR215', text);
    return language === 'bash' ? 0 : null;
  }

  inputs(globs: readonly string[]): readonly string[] {
    for (const glob of globs) {
      if (glob.startsWith('/') || glob.startsWith('!') || glob.split('/').includes('..')) this.#bad('PR219', glob);
    }
    return globs;
  }

  script(text: string, language: Language | null): void {
    if (text.trim() === '') this.#bad('PR209', '');
    else if (language !== null && language !== 'bash' && !scriptAsserts(text)) this.#bad('PR210', '');
  }

  #bad(code: Parameters<typeof problem>[0], detail: string): null {
    this.problems.push(problem(code, this.#block.place, { detail }));
    return null;
  }
}
