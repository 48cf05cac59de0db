import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';

const FOLDER = path.join(import.meta.dirname, 'assets');
const TYPES: Readonly<Record<string, string>> = { css: 'text/css; charset=utf-8', svg: 'image/svg+xml' };

/** The style sheet and the icon of the desk. */
export function assetRoutes(app: FastifyInstance): void {
  for (const name of ['desk.css', 'till.svg']) {
    const body = readFileSync(path.join(FOLDER, name), 'utf8');
    const type = TYPES[name.split('.')[1] ?? ''] ?? 'text/plain';
    app.get(`/assets/${name}`, { config: { access: 'public' }, logLevel: 'warn' }, (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=3600').send(body),
    );
  }
}
