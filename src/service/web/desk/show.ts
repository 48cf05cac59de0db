import type { FastifyReply } from 'fastify';
import { layout, type PageParts } from '../views/layout.ts';
import { sendPage, type View } from '../views/send-page.ts';

/** What a page of the desk brings itself; the rest comes from the request. `main` is given the token for its forms. */
export interface DeskPage {
  readonly title: string;
  readonly main: (csrf: string) => View;
  readonly notice?: PageParts['notice'];
}

/** Sends a page of the desk to whoever asks. */
export async function show(reply: FastifyReply, { title, main, notice }: DeskPage): Promise<FastifyReply> {
  const { request } = reply;
  const csrf = request.user === null ? '' : reply.generateCsrf();
  const parts = { title, user: request.user, csrf, path: request.url, main: main(csrf), notice };
  return sendPage(reply, layout(parts));
}
