import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { brokenLinks } from '../support/broken-links.ts';

test('finds a missing page, anchor, script and image, and nothing else', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'broken-links-'));
  await writeFile(
    path.join(dir, 'index.html'),
    `<h1 class="x" title="<script>" id="top">x</h1><a href="/#top">ok</a> <a href="#nope">1</a> <a title="a > b" href="/nope/">2</a>
     <script src="/nope.js">'<a href="/never/">'</script><img alt="" src="nope.png"><a href="https://example.com/">not ours</a>
     &lt;a href=&quot;/text/&quot;&gt; <a data-href="/never/" href="/%69ndex.html">ok</a>`,
  );
  expect(await brokenLinks(dir)).toEqual(['/ → #nope', '/ → /nope/', '/ → /nope.js', '/ → nope.png']);
  await rm(dir, { recursive: true });
});

test('does not call an empty folder sound', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'broken-links-'));
  await expect(brokenLinks(dir)).rejects.toThrow('nothing was checked');
  await rm(dir, { recursive: true });
});
