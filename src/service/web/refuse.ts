import type { FastifyReply } from 'fastify';
import { type ErrorFields, errorBody } from './error-body.ts';
import { errorPage } from './views/error-page.ts';
import { sendPage } from './views/send-page.ts';

/** Answers a refusal: a page where a browser asks for one, else the error shape. Who is not signed in is led to the form. */
export async function refuse(reply: FastifyReply, status: number, error: ErrorFields): Promise<FastifyReply> {
  const { request } = reply;
  if (!wantsPage(reply)) return reply.code(status).send(errorBody(error.code, error.message));
  if (status === 401 && request.method === 'GET')
    return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
  return sendPage(reply.code(status), errorPage({ status, message: error.message, requestId: request.id }));
}

/** Whether the asker is a browser that shows pages; programs ask under /api or accept something else. */
export function wantsPage({ request }: FastifyReply): boolean {
  return (request.headers.accept ?? '').includes('text/html') && !/^\/(?:api|webhooks)\//.test(request.url);
}
