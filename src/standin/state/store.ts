import { noSuch } from '../base/api-error.ts';

/** An object of the API. `created` is epoch seconds. */
export interface ApiObject {
  readonly id: string;
  readonly object: string;
  readonly created: number;
  [field: string]: unknown;
}

/** All objects, by the last part of their list's path (`payment_intents`). */
export interface Store {
  add(list: string, object: ApiObject): ApiObject;
  find(list: string, id: string): ApiObject;
  /** Any object with this id, whatever its list. */
  lookUp(id: string): ApiObject | undefined;
  /** Newest first, as the API lists them. */
  all(list: string): readonly ApiObject[];
}

/** An empty store. */
export function createStore(): Store {
  const lists = new Map<string, ApiObject[]>();
  const byId = new Map<string, ApiObject>();
  const all = (list: string) => lists.get(list) ?? [];
  return {
    all,
    add(list, object) {
      lists.set(list, [object, ...all(list)]);
      byId.set(object.id, object);
      return object;
    },
    find(list, id) {
      const found = all(list).find((object) => object.id === id);
      if (found === undefined) throw noSuch(list.replaceAll('_', ' ').replace(/s$/, ''), id);
      return found;
    },
    lookUp: (id) => byId.get(id),
  };
}
