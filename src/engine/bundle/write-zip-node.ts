import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';
import { byPath, type BundleFile } from './bundle-file.ts';
import { MODE } from './zip-profile.ts';

/** Writes files as a ZIP of our profile, in the order of their names. The same files give the same bytes on every machine. */
export async function writeZip(files: readonly BundleFile[]): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  // The format has local time: this is 1 January 1980, 00:00, wherever it is written.
  const mtime = new Date(1980, 0, 1);
  for (const { path, bytes, executable } of files.toSorted(byPath)) {
    const mode = executable ? MODE.executable : MODE.plain;
    zip.addBuffer(Buffer.from(bytes), path, { mtime, mode, compress: false, forceDosTimestamp: true });
  }
  zip.end();
  return buffer(zip.outputStream);
}
