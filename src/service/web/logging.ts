import type { FastifyRequest } from 'fastify';
import { errorText } from '../base/error-text.ts';
import { redactText } from '../base/redact.ts';

const SECRET_HEADERS = ['authorization', 'cookie', '["set-cookie"]', '["stripe-signature"]'];

// An email in a path may be encoded, once or more often.
const ENCODED_AT = /%(?:25)*40/gi;

/** The logger's settings: JSON lines on stdout; no body, no query string, no secret header, no email is ever written. */
export function loggerOptions(level: string) {
  return {
    level,
    redact: SECRET_HEADERS.flatMap((header) => {
      const name = header.startsWith('[') ? header : `.${header}`;
      return [`headers${name}`, `req.headers${name}`, `res.headers${name}`];
    }),
    serializers: { req: requestFields, err: errorFields },
  };
}

function requestFields(request: FastifyRequest) {
  const [path = ''] = request.url.split('?');
  return { method: request.method, path: redactText(path.replaceAll(ENCODED_AT, '@')), remoteAddress: request.ip };
}

function errorFields(error: Error) {
  return { type: error.name, message: redactText(errorText(error)), stack: redactText(error.stack ?? '') };
}
