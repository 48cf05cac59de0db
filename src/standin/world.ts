import type { Fields } from './base/fields.ts';
import { createIds, type NewId } from './base/ids.ts';
import { type Courier, createCourier } from './events/deliver.ts';
import { type ApiObject, createStore, type Store } from './state/store.ts';

/** The version that the stand-in's events and answers carry. */
export const API_VERSION = '2026-10-28.standin';

/** Everything that resources share. */
export interface World {
  readonly store: Store;
  readonly courier: Courier;
  readonly newId: NewId;
  readonly nowSeconds: () => number;
  /** A new object in its list; the fields come over the common ones. */
  readonly make: (list: string, prefix: string, fields: Fields & { readonly object: string }) => ApiObject;
  /** Records that something happened and sends it. `previous` holds the values that an update changed. */
  readonly emit: (type: string, object: ApiObject, previous?: Fields) => void;
}

/** A world in which nothing has happened; the same seed gives the same ids. */
export function createWorld(options: { seed: string; secret: string; nowSeconds: () => number }): World {
  const { nowSeconds } = options;
  const newId = createIds(options.seed);
  const store = createStore();
  const courier = createCourier({ secret: options.secret, newId, nowSeconds });
  const make: World['make'] = (list, prefix, fields) =>
    store.add(list, { id: newId(prefix), created: nowSeconds(), livemode: false, metadata: {}, ...fields });
  const emit: World['emit'] = (type, object, previous) => {
    const data = {
      object: structuredClone(object),
      ...(previous === undefined ? {} : { previous_attributes: previous }),
    };
    const request = { id: newId('req'), idempotency_key: null };
    courier.send(
      make('events', 'evt', { object: 'event', api_version: API_VERSION, type, pending_webhooks: 1, request, data }),
    );
  };
  return { store, courier, newId, nowSeconds, make, emit };
}
