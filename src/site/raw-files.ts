import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProofView } from './model.ts';
import { proofsDir } from './project.ts';

/** The two files that keep a proof's evidence. */
export const RAW_ENDINGS = ['txt', 'json'] as const;

/** The ending of one of those files. */
export type RawEnding = (typeof RAW_ENDINGS)[number];

const fileOf = (id: string, ending: RawEnding): string => path.join(proofsDir(), `${id}.${ending}`);

const attachmentOf = (id: string, name: string): string => path.join(proofsDir(), id, name);

/** Which of a proof's two files exist. */
export const rawFiles = (id: string): RawEnding[] => RAW_ENDINGS.filter((ending) => existsSync(fileOf(id, ending)));

/** The attachments that a proof's evidence names and that exist. */
export const attachmentNames = ({ id, attachments }: ProofView): string[] =>
  attachments.map(({ name }) => name).filter((name) => existsSync(attachmentOf(id, name)));

/** One of the two files, byte for byte. */
export const rawFileResponse = (id: string, ending: RawEnding): Promise<Response> => responseOf(fileOf(id, ending));

/** One attachment, byte for byte. */
export const attachmentResponse = (id: string, name: string): Promise<Response> => responseOf(attachmentOf(id, name));

const responseOf = async (file: string): Promise<Response> => new Response(new Uint8Array(await readFile(file)));
