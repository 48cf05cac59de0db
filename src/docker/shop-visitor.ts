/** Somebody who is signed in at a Till, through its published port. */
export interface Visitor {
  /** Places an order and gives its id. */
  placeOrder(amountMinor: number): Promise<string>;
  /** Status of an order, or how the request for it ended. */
  statusOf(order: string): Promise<string>;
  /** The same person with the same session, at another address of the same Till. */
  at(url: string): Promise<Visitor>;
}

/** How somebody signs in. */
export interface SignIn {
  readonly url: string;
  readonly email: string;
  readonly password: string;
}

/** Signs in as a browser does: a form, a cookie, and the token of a page for what is sent later. */
export async function signInAt({ url, email, password }: SignIn): Promise<Visitor> {
  const body = new URLSearchParams({ email, password });
  const signed = await fetch(`${url}/sign-in`, { method: 'POST', body, headers: { origin: url }, redirect: 'manual' });
  const cookie = signed.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const page = await (await fetch(`${url}/exports`, { headers: { cookie, accept: 'text/html' } })).text();
  const token = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
  if (token === '') throw new Error(`signing in at ${url} gave no token: ${signed.status}`);
  return visitorOf({ url, cookie, token });
}

function visitorOf({
  url,
  cookie,
  token,
}: {
  readonly url: string;
  readonly cookie: string;
  readonly token: string;
}): Visitor {
  return {
    at: async (other) => visitorOf({ url: other, cookie, token }),
    placeOrder: async (amountMinor) => {
      const headers = { cookie, 'content-type': 'application/json', 'x-csrf-token': token };
      const order = JSON.stringify({ amount_minor: amountMinor, currency: 'gbp' });
      const answer = await fetch(`${url}/api/orders`, { method: 'POST', body: order, headers });
      const made: { readonly id?: string } = JSON.parse(await answer.text());
      if (made.id === undefined) throw new Error(`no order was made: ${answer.status}`);
      return made.id;
    },
    statusOf: async (order) => {
      const answer = await fetch(`${url}/api/orders/${order}`, { headers: { cookie } });
      const { status }: { readonly status?: string } = JSON.parse(await answer.text());
      return status ?? `HTTP ${answer.status}`;
    },
  };
}

/** Pays an order at the stand-in, which tells Till of it; the HTTP status. */
export async function payAt(stripeUrl: string, order: string, amountMinor: number): Promise<number> {
  const fields = { amount: String(amountMinor), currency: 'gbp', confirm: 'true', 'metadata[order_id]': order };
  const headers = { authorization: 'Bearer sk_test_any' };
  const body = new URLSearchParams(fields);
  return (await fetch(`${stripeUrl}/v1/payment_intents`, { method: 'POST', body, headers })).status;
}
