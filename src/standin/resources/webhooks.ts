import { badParameter } from '../base/api-error.ts';
import { textOf } from '../base/fields.ts';
import { API_VERSION, type World } from '../world.ts';
import type { Call, Route } from './route.ts';

function createEndpoint({ params }: Call, { make, newId, courier }: World) {
  const url = textOf(params, 'url');
  if (url === undefined || !URL.canParse(url)) throw badParameter('url', 'Invalid URL.', 'url_invalid');
  const secret = newId('whsec');
  courier.addEndpoint({ url, secret });
  const endpoint = make('webhook_endpoints', 'we', { status: 'enabled', ...params, object: 'webhook_endpoint' });
  return { ...endpoint, secret };
}

function resendEvent({ id }: Call, { store, courier }: World) {
  const event = store.find('events', id);
  courier.send(event);
  return event;
}

/** Webhook endpoints, and `stripe events resend`. */
export const webhookRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/webhook_endpoints', run: createEndpoint },
  { method: 'POST', path: '/v1/events/:id/retry', run: resendEvent },
];

/** The session that `stripe listen` opens before its WebSocket. */
export function sessionRoute(secret: string, socketUrl: () => string): Route {
  const run = (_call: Call, { newId }: World) => ({
    secret,
    websocket_authorized_feature: 'webhooks',
    websocket_id: newId('cliws'),
    websocket_url: socketUrl(),
    reconnect_delay: 300,
    default_version: API_VERSION,
    latest_version: API_VERSION,
    device_token: 'dt_standin',
    display_connect_filter_warning: false,
  });
  return { method: 'POST', path: '/v1/stripecli/sessions', run };
}
