import type { Fields } from '../base/fields.ts';
import type { World } from '../world.ts';

/** One call: the ids in its path, and its parameters. */
export interface Call {
  readonly id: string;
  readonly params: Fields;
}

/** One operation of the API. `path` may hold one `:id`. It answers the object to send, or throws ApiError. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly run: (call: Call, world: World) => unknown;
}

/** The route of a call and the id in its path, or undefined. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; id: string } | undefined {
  const parts = path.split('/');
  for (const route of routes) {
    const pattern = route.path.split('/');
    const fits =
      route.method === method &&
      pattern.length === parts.length &&
      pattern.every((part, i) => part === ':id' || part === parts[i]);
    if (fits) return { route, id: parts[pattern.indexOf(':id')] ?? '' };
  }
  return undefined;
}
