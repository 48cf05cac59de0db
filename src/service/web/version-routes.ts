import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Config } from '../config.ts';

const packageSchema = z.looseObject({ version: z.string() });

/** The version of this program, from its package. */
export const VERSION = packageSchema.parse(
  JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../package.json'), 'utf8')),
).version;

const versionSchema = z.object({ version: z.string(), commit: z.string().nullable() });

/** `/version`: which program answers here; the commit where the build has told it. */
export function versionRoutes(app: FastifyInstance, { TILL_COMMIT }: Config): void {
  const schema = { tags: ['operations'], summary: 'Which version answers', response: { 200: versionSchema } };
  app.get('/version', { config: { access: 'public' }, schema, logLevel: 'warn' }, () => ({
    version: VERSION,
    commit: TILL_COMMIT ?? null,
  }));
}
