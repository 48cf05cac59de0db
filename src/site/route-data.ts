import { defineRouteMiddleware } from '@astrojs/starlight/route-data';

/** Escapes the document title: the theme writes it as markup, so a title with `</title>` would end it. */
export const onRequest = defineRouteMiddleware(({ locals }) => {
  for (const entry of locals.starlightRoute.head) {
    if (entry.tag === 'title') entry.content = escapeMarkup(entry.content ?? '');
  }
});

const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
