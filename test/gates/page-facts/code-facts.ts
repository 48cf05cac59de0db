import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { configFields } from '../../../src/service/config.ts';

/** What a file of the project says where its code exports no name for it. */
export function source(file: string, pattern: RegExp): string {
  const found = pattern.exec(readFileSync(file, 'utf8'));
  if (found === null) throw new Error(`${file} no longer says ${pattern.source}`);
  return found
    .slice(1)
    .join(' ')
    .replaceAll(/(?<=\d)_(?=\d)/g, '');
}

/** The seconds of milliseconds. */
export const seconds = (ms: string | number): number => Number(ms) / 1000;
/** The hours of seconds. */
export const hours = (count: string | number): number => Number(count) / 3600;

/** The default of a setting. */
export const usual = (name: string): string => configFields().find((field) => field.name === name)?.default ?? 'none';

const serviceSchema = z.looseObject({
  mem_limit: z.string().optional(),
  cap_add: z.array(z.string()).default([]),
  healthcheck: z.looseObject({ interval: z.string(), retries: z.number() }).optional(),
});
const composeSchema = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()),
});
/** The services and volumes of Compose, with what they share. */
export const compose = composeSchema.parse(parse(readFileSync('deploy/compose.yaml', 'utf8'), { merge: true }));

const packageSchema = z.looseObject({
  version: z.string(),
  scripts: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});
/** The project's own `package.json`. */
export const own = packageSchema.parse(JSON.parse(readFileSync('package.json', 'utf8')));
