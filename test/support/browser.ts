import { mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { z } from 'zod';

const manifest = findPackageJSON('@sparticuz/chromium', import.meta.url) ?? '';
const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(manifest, 'utf8')));

/** Quiet, offline, and able to run without a sandbox: containers and root have none. */
const FLAGS = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-sync',
  '--font-render-hinting=none',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
];

/** Starts the browser that comes with the dependencies, or the one `CHROME_PATH` names. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROME_PATH'] ?? (await unpackedChromium());
  return chromium.launch({ executablePath, args: FLAGS, headless: true });
}

/** Unpacks the browser once per version and user; a half-unpacked one is never seen under the final name. */
async function unpackedChromium(): Promise<string> {
  const home = path.join(tmpdir(), `proofroom-chromium-${version}-${userInfo().username}`);
  const binary = path.join(home, 'chromium');
  if (await exists(binary)) return binary;
  const draft = await mkdtemp(`${home}-`);
  try {
    await unpackInto(draft);
    await rename(draft, home);
  } catch (error) {
    if (!(await exists(binary))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return binary;
}

/** The package unpacks into the temporary folder and nowhere else, so that folder is another one meanwhile. */
async function unpackInto(folder: string): Promise<void> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    await packed.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
