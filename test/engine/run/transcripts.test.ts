import { beforeAll, describe, expect, test } from 'vitest';
import { bash, fence, js, page, Scratch, type Said } from '../support/scratch.ts';

/** A proof that holds, and exactly what its transcript is. */
interface Case {
  readonly claim: string;
  readonly proof: (id: string) => string;
  readonly text: string;
}
const inJs = (claim: string, script: string, text: string): Case => ({ claim, proof: (id) => js(id, script), text });
const inBash = (claim: string, script: string, text: string, exit = 0): Case => ({
  claim,
  proof: (id) => bash(id, script, `exit="${exit}"`),
  text,
});
const held = "check('t', true)";
const T = '✓ t\n';

const CASES: readonly Case[] = [
  inJs(
    'js: own output, a command and a check stand in the order in which they happened',
    "console.log('one'); console.error('two'); await $`echo a; echo b >&2; echo c`; process.stdout.write('three\\n'); check('t', true); console.log('four')",
    `one\ntwo\n$ echo a; echo b >&2; echo c\na\nb\nc\nthree\n${T}four\n`,
  ),
  inJs(
    'js: split keeps the two apart, standard output first',
    `await $({split: true})\`echo b >&2; echo a\`; ${held}`,
    `$ echo b >&2; echo a\na\nb\n${T}`,
  ),
  inJs(
    'js: split gives the script both',
    "const o = await $({split: true})`echo b >&2; echo a`; check('o', o.stdout, 'a\\n'); check('e', o.stderr, 'b\\n')",
    "$ echo b >&2; echo a\na\nb\n✓ o: 'a\\n'\n✓ e: 'b\\n'\n",
  ),
  inJs('js: quiet leaves a command out', `const o = await $\`echo a\`.quiet(); check('t', o, 'a')`, "✓ t: 'a'\n"),
  inJs('js: quiet as an option', `await $({quiet: true})\`echo a\`; ${held}`, T),
  inJs(
    'js: nothrow goes on and tells the status',
    "const o = await $`echo a; exit 3`.nothrow(); check('s', o.exitCode, 3)",
    '$ echo a; exit 3\na\n(exit 3)\n✓ s: 3\n',
  ),
  inJs(
    'js: a failure that is caught',
    `try { await $\`false\` } catch (e) { check('s', e.exitCode, 1) }`,
    '$ false\n(exit 1)\n✓ s: 1\n',
  ),
  inJs('js: a figure is no part of it', `figure('rto', 12, 'ms'); ${held}`, T),
  inJs('js: input', "check('t', await $({input: 'zz'})`cat`, 'zz')", "$ cat\nzz\n✓ t: 'zz'\n"),
  inJs('js: no input is an empty one', "check('t', await $`cat`, '')", "$ cat\n✓ t: ''\n"),
  inJs(
    'js: a command is piped into another',
    "check('t', await $`printf 'b\\na\\n'`.pipe($`sort`), 'a\\nb')",
    "$ printf 'b\n  a\n  '\n$ sort\na\nb\n✓ t: 'a\\nb'\n",
  ),
  inJs(
    'js: a pipe of three, the last as a template',
    "check('t', await $`echo b a`.pipe($`tr ' ' '\\n'`).pipe`sort`, 'a\\nb')",
    "$ echo b a\n$ tr ' ' '\n  '\n$ sort\na\nb\n✓ t: 'a\\nb'\n",
  ),
  inJs(
    'js: a command started before its pipe is refused in words',
    "const b = $`cat`.quiet(); const a = $`echo 1`.quiet(); try { a.pipe(b) } catch (e) { check('t', e.message, /inside the brackets/) } await a; await b",
    "✓ t: 'pipe: write the command inside the brackets: a.pipe($`b`)'\n",
  ),
  inJs(
    'js: cd holds for what follows',
    `await $\`mkdir -p $TMPDIR/x\`.quiet(); cd(process.env.TMPDIR + '/x'); await $\`pwd\`; ${held}`,
    `$ pwd\n[TMP]/x\n${T}`,
  ),
  inJs(
    'js: within ends its settings',
    "await within(async () => { $.env = {...process.env, A: 'b'}; await $`echo $A` }); check('t', await $`echo [\\${A-}]`, '[]')",
    "$ echo $A\nb\n$ echo [${A-}]\n[]\n✓ t: '[]'\n",
  ),
  inJs(
    'js: parallel commands do not mix',
    "await Promise.all([$`echo a1; sleep 0.2; echo a2`, $`echo b1; sleep 0.1; echo b2`]); check('t', true)",
    '$ echo b1; sleep 0.1; echo b2\nb1\nb2\n$ echo a1; sleep 0.2; echo a2\na1\na2\n✓ t\n',
  ),
  inJs(
    'js: an argument is quoted',
    "const name = `it's`; check('t', await $`echo ${name} ${['a b', 'c']}`, \"it's a b c\")",
    "$ echo $'it\\'s' $'a b' c\nit's a b c\n✓ t: \"it's a b c\"\n",
  ),
  inJs(
    'js: one command prints UTF-16, the next Windows-1252',
    String.raw`await $({prefix: ''})${'`'}printf '\\xff\\xfec\\0a\\0f\\0\\xe9\\0'${'`'}; await $${'`'}printf 'caf\\xe9'${'`'}; check('t', true)`,
    String.raw`$ printf '\xff\xfec\0a\0f\0\xe9\0'${'\n'}café${'\n'}$ printf 'caf\xe9'${'\n'}café${'\n'}✓ t${'\n'}`,
  ),
  inJs(
    'js: a character in two chunks',
    String.raw`await $${'`'}printf '\\xc3'; sleep 0.1; printf '\\xa9'${'`'}; check('t', true)`,
    String.raw`$ printf '\xc3'; sleep 0.1; printf '\xa9'${'\n'}é${'\n'}✓ t${'\n'}`,
  ),
  inJs(
    'js: steps, and values of many kinds',
    "step('First'); check('list', [1, {a: new Map([['k', 2]])}], [1, {a: new Map([['k', 2]])}]); check('pattern', 'abc', /b/); check('truthy', 5)",
    "── First\n✓ list: [ 1, { a: Map(1) { 'k' => 2 } } ]\n✓ pattern: 'abc'\n✓ truthy\n",
  ),
  inJs(
    'js: redact',
    "const id = 'n-' + Math.random(); redact(id, 'NAME'); console.log('made', id); check('t', id)",
    'made [NAME]\n✓ t\n',
  ),
  inJs('js: attach', `attach('a.txt', 'x'); ${held}`, `(kept a.txt)\n${T}`),
  inJs(
    'js: what zx loads lazily',
    "check('y', YAML.parse('a: 1'), {a: 1}); check('g', (await glob('content/*.mdx')).length, 1); check('f', fs.existsSync('content')); check('w', path.basename(await which('bash')), 'bash')",
    "✓ y: { a: 1 }\n✓ g: 1\n✓ f\n✓ w: 'bash'\n",
  ),
  inJs(
    'js: the file of a module at the root, and a package of the project',
    "const { two } = await import('./lib/two.mjs'); const { three } = await import('three-pack'); check('t', two + three, 5)",
    '✓ t: 5\n',
  ),
  inJs('js: a static import', "import { two } from './lib/two.mjs'\ncheck('t', two, 2)", '✓ t: 2\n'),
  {
    claim: 'ts: types are taken away',
    proof: (id) =>
      fence(
        'ts',
        `proof id="${id}" title="t"`,
        "interface A { readonly b: number }\nconst a: A = { b: 1 }; check('t', a.b satisfies number, 1)",
      ),
    text: '✓ t: 1\n',
  },
  inBash(
    'bash: order, and each command with its output',
    'echo one; echo two >&2; echo three\necho four',
    '$ echo one; echo two >&2; echo three\none\ntwo\nthree\n$ echo four\nfour\n',
  ),
  inBash(
    'bash: heredoc, function, declare, comment, empty line',
    '# first\ncat <<\'X\'\na }\nX\n\nf() {\n  echo "f $1"\n}\ndeclare -a list=(1 2)\nf ${list[1]}\n# last',
    '# first\n$ cat <<\'X\'\n  a }\n  X\na }\n$ f() {\n    echo "f $1"\n  }\n$ declare -a list=(1 2)\n$ f ${list[1]}\nf 2\n# last\n',
  ),
  inBash(
    'bash: continued lines, a loop and a condition',
    'echo a \\\n  b &&\n  echo c\nfor i in 1 2; do\n  echo $i\ndone\nif true; then echo yes\nfi',
    '$ echo a \\\n    b &&\n    echo c\na b\nc\n$ for i in 1 2; do\n    echo $i\n  done\n1\n2\n$ if true; then echo yes\n  fi\nyes\n',
  ),
  inBash('bash: a word in quotes over lines', 'echo "a\nb"', '$ echo "a\n  b"\na\nb\n'),
  inBash(
    'bash: set -x',
    'set -x\necho a\nset +x\necho b',
    '$ set -x\n$ echo a\n++ echo a\na\n$ set +x\n++ set +x\n$ echo b\nb\n',
  ),
  inBash('bash: set -e and an expected failure', 'set -e\necho a\nfalse', '$ set -e\n$ echo a\na\n$ false\n', 1),
  inBash('bash: exit in the last command', 'echo a\nexit 3', '$ echo a\na\n$ exit 3\n', 3),
  inBash(
    'bash: its messages tell the line of the script',
    'echo a\n\n# say\nnot-there',
    '$ echo a\na\n# say\n$ not-there\nbash: line 4: not-there: command not found\n(exit 127)\n',
    127,
  ),
  inBash(
    'bash: set -u and pipefail',
    'set -uo pipefail\nfalse | true',
    '$ set -uo pipefail\n$ false | true\n(exit 1)\n',
    1,
  ),
  inBash(
    'bash: variables and folders last',
    'cd "$TMPDIR"\nx=1\npwd; echo $x',
    '$ cd "$TMPDIR"\n$ x=1\n$ pwd; echo $x\n[TMP]\n1\n',
  ),
  inBash('bash: no input is an empty one', 'cat; read x || echo none', '$ cat; read x || echo none\nnone\n'),
  inBash(
    'bash: UTF-16 then Windows-1252',
    "printf '\\377\\376c\\000a\\000f\\000\\351\\000'\nprintf 'caf\\351'",
    "$ printf '\\377\\376c\\000a\\000f\\000\\351\\000'\ncafé\n$ printf 'caf\\351'\ncafé\n",
  ),
  inBash(
    'bash: a character in two chunks',
    "printf '\\303'; sleep 0.1; printf '\\251\\n'",
    "$ printf '\\303'; sleep 0.1; printf '\\251\\n'\né\n",
  ),
  inBash('bash: its name is bash and it has no arguments', 'echo "$0 $#"', '$ echo "$0 $#"\nbash 0\n'),
  inBash(
    'environment: fixed, and an allow-list',
    'echo "$TZ $LANG $SHLVL $NO_COLOR $HOME [$FOO_TOKEN]"',
    '$ echo "$TZ $LANG $SHLVL $NO_COLOR $HOME [$FOO_TOKEN]"\nUTC C.UTF-8 2 1 [TMP] []\n',
  ),
];

let project: Scratch;
let said: Said;
beforeAll(async () => {
  project = new Scratch(
    {
      'content/index.mdx': page(...CASES.map((one, index) => one.proof(`case-${index}`))),
      'lib/two.mjs': 'export const two = 2;\n',
      'node_modules/three-pack/package.json': '{"name": "three-pack", "type": "module", "exports": "./i.js"}',
      'node_modules/three-pack/i.js': 'export const three = 3;\n',
    },
    'file',
  );
  process.env['FOO_TOKEN'] = 'planted';
  said = await project.run('proofs');
});

describe('a transcript', () => {
  test.each(CASES.map((one, index) => ({ ...one, id: `case-${index}` })))('$claim', ({ id, text }) => {
    const line = said.out.split('\n').find((one) => one.includes(`${id} `));
    expect(line?.replace(/ +\S+ s$/, ''), said.out).toMatch(/held/);
    expect(project.transcript(id)).toBe(text);
  });
});
