import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { proofsDir } from './project.ts';

/** The two files that keep a proof's evidence. */
export const RAW_ENDINGS = ['txt', 'json'] as const;

/** The ending of one of those files. */
export type RawEnding = (typeof RAW_ENDINGS)[number];

const fileOf = (id: string, ending: RawEnding): string => path.join(proofsDir(), `${id}.${ending}`);

/** Which of a proof's two files exist. */
export const rawFiles = (id: string): RawEnding[] => RAW_ENDINGS.filter((ending) => existsSync(fileOf(id, ending)));

/** One of those files, byte for byte. */
export async function rawFileResponse(id: string, ending: RawEnding): Promise<Response> {
  return new Response(new Uint8Array(await readFile(fileOf(id, ending))));
}
