import { badParameter } from '../base/api-error.ts';
import { listOf, textOf } from '../base/fields.ts';
import { API_VERSION, type World } from '../world.ts';
import type { Call, Route } from './route.ts';

function createEndpoint({ params }: Call, { make, newId, courier }: World) {
  const url = textOf(params, 'url');
  if (url === undefined || !URL.canParse(url)) throw badParameter('url', 'Invalid URL.', 'url_invalid');
  const secret = newId('whsec');
  const endpoint = make('webhook_endpoints', 'we', { status: 'enabled', ...params, object: 'webhook_endpoint' });
  const types = listOf(params, 'enabled_events').filter((type) => typeof type === 'string');
  courier.addEndpoint({ id: endpoint.id, url, secret, types: types.length > 0 ? types : ['*'] });
  return { ...endpoint, secret };
}

/** Types, description and the like; where it sends to stays what it was. */
function updateEndpoint({ id, params }: Call, { store }: World) {
  const { url: _url, ...changes } = params;
  return Object.assign(store.find('webhook_endpoints', id), changes);
}

/** Sends an event again: to one endpoint, to the sessions of `stripe listen`, or to all. */
function resendEvent({ id, params }: Call, { store, courier }: World) {
  const event = store.find('events', id);
  const endpoint = textOf(params, 'webhook_endpoint');
  if (endpoint !== undefined)
    courier.send(event, { kind: 'endpoint', id: store.find('webhook_endpoints', endpoint).id });
  else courier.send(event, { kind: params['for_stripecli'] === 'true' ? 'sessions' : 'all' });
  return event;
}

/** Webhook endpoints, and `stripe events resend`. */
export const webhookRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/webhook_endpoints', run: createEndpoint },
  { method: 'POST', path: '/v1/webhook_endpoints/:id', run: updateEndpoint },
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
