import type { FastifyReply } from 'fastify';

/** A piece of a page; what was put into it is escaped. */
export type View = string | Promise<string>;

// A finished piece is a String object, and a body a plain string: hence the join.
/** Sends a whole page. Pages hold personal data, so that nothing between keeps them. */
export async function sendPage(reply: FastifyReply, page: View): Promise<FastifyReply> {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send([await page].join(''));
}
