import { once } from 'node:events';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveSite, SiteNotBuilt, type ServedSite } from '../../scripts/site-serve.ts';

const script = path.resolve(import.meta.dirname, '../../scripts/site-serve.ts');

let parent: string;
let dir: string;
let site: ServedSite;

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'site-serve-'));
  dir = path.join(parent, 'dist');
  await mkdir(path.join(dir, 'proofs/empty'), { recursive: true });
  await writeFile(path.join(parent, 'secret.txt'), 'outside');
  await writeFile(path.join(dir, 'index.html'), '<p>home</p>');
  await writeFile(path.join(dir, '404.html'), '<p>no such page</p>');
  await writeFile(path.join(dir, 'proofs/x.txt'), 'é £');
  await writeFile(path.join(dir, 'proofs/x.json'), '{}');
  await writeFile(path.join(dir, '.hidden'), 'hidden');
  site = await serveSite({ dir, host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  await site.close();
  await rm(parent, { recursive: true });
});

/** Sends a path as it is: `fetch` would tidy it first. */
async function statusOf(rawPath: string): Promise<string> {
  const { hostname, port } = new URL(site.url);
  const socket = connect(Number(port), hostname);
  socket.end(`GET ${rawPath} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  const answer = (await Array.fromAsync(socket)).join('');
  expect(answer).not.toContain('outside');
  return answer.slice(9, 12);
}

describe('a served site', () => {
  test.each([
    ['/', 'text/html; charset=utf-8'],
    ['/proofs/x.txt', 'text/plain; charset=utf-8'],
    ['/proofs/x.json', 'application/json; charset=utf-8'],
  ])('%s is %s and not to be guessed at', async (address, type) => {
    const { status, headers } = await fetch(site.url + address);
    expect(status).toBe(200);
    expect(headers.get('content-type')?.toLowerCase().replace(/;\s*/, '; ')).toBe(type);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('answers an unknown address with its own page', async () => {
    const answer = await fetch(`${site.url}/nope/`);
    expect([answer.status, await answer.text()]).toEqual([404, '<p>no such page</p>']);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/proofs/../../secret.txt',
    '/%2e%2e%5csecret.txt',
    '//secret.txt',
    '/%00',
    '/%zz',
    '/.hidden',
  ])('%s leads nowhere', async (rawPath) => expect(await statusOf(rawPath)).toBe('404'));

  test.each(['/proofs/', '/proofs', '/proofs/empty/'])('%s lists no files', async (address) =>
    expect(await statusOf(address)).toBe('404'),
  );

  test('takes no other method than GET and HEAD', async () => {
    expect((await fetch(site.url, { method: 'POST', body: 'x' })).status).toBe(405);
    const head = await fetch(site.url, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test('refuses a folder without a site', async () => {
    await expect(serveSite({ dir: parent, host: '127.0.0.1', port: 0 })).rejects.toThrow(SiteNotBuilt);
  });
});

describe('the command', () => {
  const start = (env: Record<string, string>, folder = dir) =>
    execa(process.execPath, [script, folder], { env, reject: false });

  test('prints its address once it listens, and stops on SIGINT', async () => {
    const run = start({ PORT: '0' });
    const [line] = await once(run.stdout, 'data');
    expect(String(line)).toMatch(/^Proofroom on http:\/\/127\.0\.0\.1:\d+\n$/);
    expect((await fetch(String(line).trim().replace('Proofroom on ', ''))).status).toBe(200);
    run.kill('SIGINT');
    expect(await run).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test.each([
    [
      'a port in use',
      () => ({ PORT: new URL(site.url).port }),
      /^site-serve: port \d+ on 127\.0\.0\.1 is in use; choose another with PORT=\d+$/,
    ],
    [
      'no number as port',
      () => ({ PORT: 'http' }),
      /^site-serve: PORT is "http"; it must be a whole number from 0 to 65535$/,
    ],
    [
      'an address of another machine',
      () => ({ HOST: '192.0.2.1', PORT: '0' }),
      /^site-serve: this machine has no address 192\.0\.2\.1; set HOST=127\.0\.0\.1$/,
    ],
  ])('answers %s with one line and exit code 2', async (_case, env, line) => {
    const run = await start(env());
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(line);
  });

  test('says how to build when there is no site', async () => {
    const run = await start({ PORT: '0' }, parent);
    expect(run).toMatchObject({
      exitCode: 2,
      stderr: `site-serve: no built site in ${parent}; run \`npm run build\` first`,
    });
  });
});
