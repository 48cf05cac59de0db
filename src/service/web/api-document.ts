import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { VERSION } from './version-routes.ts';

/** The shape of every refusal, for the document. */
export const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** `/openapi.json`: the routes for programs, from the schemas that check them. Add it before the routes. */
export async function documentApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    hideUntagged: true,
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Till', version: VERSION, description: 'Orders, and the events that pay them.' },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: '__Host-till' },
          csrf: { type: 'apiKey', in: 'header', name: 'x-csrf-token' },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  app.get('/openapi.json', { config: { access: 'public' }, schema: { hide: true }, logLevel: 'warn' }, () =>
    app.swagger(),
  );
}
