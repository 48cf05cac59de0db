import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/service/auth/permissions.ts';
import { type StandIn, startStandIn } from '../../src/standin/start-stand-in.ts';
import { accessibilityProblems } from '../support/axe.ts';
import { launchBrowser } from '../../src/fixtures/launch-browser.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { event, paidIntent } from '../support/signed.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';
import { newVisitor } from '../support/visitor.ts';

const KEY = 'sk_test_local_dummy_key_0001';
const AREAS = ['Orders', 'Issues', 'Events', 'Analytics', 'Snapshots', 'Exports', 'Audit'];
const MAY: Record<Role, readonly string[]> = {
  admin: AREAS,
  ops: AREAS,
  analyst: ['Orders', 'Issues', 'Analytics', 'Snapshots', 'Exports'],
  customer: ['Orders'],
};

let postgres: TestPostgres;
let standIn: StandIn;
let till: TillApp;
let browser: Browser;
let base: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
  standIn = await startStandIn();
  till = await openTillApp(await postgres.fresh(), { STRIPE_API_KEY: KEY, STRIPE_API_BASE: standIn.url });
  await till.app.listen({ port: 0, host: '127.0.0.1' });
  const address: AddressInfo | string | null = till.app.server.address();
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  for (const role of ['admin', 'ops', 'analyst', 'customer'] as const) await newVisitor(till, role);
  await till.till.createOrder({ id: 'ord_paid', amount_minor: 2000, currency: 'gbp', email: 'customer@example.com' });
  await till.till.createOrder({ id: 'ord_other', amount_minor: 500, currency: 'jpy', email: 'other@example.com' });
  await till.post(event('payment_intent.succeeded', { ...paidIntent('ord_paid'), id: await chargedIntent() }));
  await till.post(event('payment_intent.succeeded', { ...paidIntent('ord_later'), id: 'pi_waits' }));
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await till.close();
  await standIn.close();
  await postgres.stop();
});

/** A payment intent that Stripe's side knows as paid, so that it can be refunded there. */
async function chargedIntent(): Promise<string> {
  const body = new URLSearchParams({
    amount: '2000',
    currency: 'gbp',
    confirm: 'true',
    payment_method: 'pm_card_visa',
    'metadata[order_id]': 'ord_paid',
  });
  const answer = await fetch(`${standIn.url}/v1/payment_intents`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${KEY}` },
  });
  const { id }: { id: string } = JSON.parse(await answer.text());
  return id;
}

async function signIn(role: Role, options: { javaScriptEnabled?: boolean; bypassCSP?: boolean } = {}): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: base, ...options })).newPage();
  page.setDefaultTimeout(8000);
  await page.goto('/');
  await page.getByLabel('Email').fill(`${role}@example.com`);
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor();
  return page;
}

describe('the desk, without scripts', () => {
  it.each(['admin', 'ops', 'analyst', 'customer'] as const)(
    '%s is shown what the role may use, and each of it opens',
    async (role) => {
      const page = await signIn(role, { javaScriptEnabled: false });
      const names = await page.getByRole('navigation', { name: 'Areas' }).getByRole('link').allTextContents();
      expect(names).toEqual(MAY[role]);
      for (const name of names) {
        await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name }).click();
        await page.getByRole('heading', { name, level: 1 }).waitFor();
      }
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await page.context().close();
    },
  );

  it('ops find an order, refund a part of it once, and see it refunded', async () => {
    const page = await signIn('ops', { javaScriptEnabled: false });
    await page.getByLabel('begins with').fill('customer@');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('link', { name: 'ord_paid' }).click();
    await page.getByLabel('Amount in minor units').fill('500');
    await page.getByLabel('Money moves').check();
    const key = await page.locator('input[name=key]').getAttribute('value');
    await page.getByRole('button', { name: 'Refund' }).click();
    await page.getByRole('status').getByText('Stripe has taken the refund').waitFor();
    expect(await page.locator('dl').textContent()).toContain('part refunded');
    expect(await page.getByText('15.00 GBP can be refunded').count()).toBe(1);
    expect(await till.db.selectFrom('refund_requests').select('idempotency_key').execute()).toEqual([
      { idempotency_key: key },
    ]);
    await page.goBack();
    await page.goto('/orders/ord_paid');
    await page.getByLabel('Amount in minor units').fill('99999');
    await page.getByLabel('Money moves').check();
    await page.getByRole('button', { name: 'Refund' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('more than the 1500 that are left');
    await page.context().close();
  });

  it('ops try a parked event again once its order is there', async () => {
    const page = await signIn('ops', { javaScriptEnabled: false });
    await page.goto('/events?status=parked');
    await page.getByRole('button', { name: /Try .* again/ }).click();
    await page.getByText('Tried again: parked').waitFor();
    await page.context().close();
  });

  it('a customer gets no refund form, and another customer’s order is not there', async () => {
    const page = await signIn('customer', { javaScriptEnabled: false });
    await page.goto('/orders/ord_paid');
    expect(await page.getByRole('button', { name: 'Refund' }).count()).toBe(0);
    const other = await page.goto('/orders/ord_other');
    expect(other?.status()).toBe(404);
    await page.getByRole('heading', { name: 'No such page' }).waitFor();
    await page.context().close();
  });
});

describe('the desk, for everybody', () => {
  it('has no accessibility violation on any page, in light and in dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await signIn('admin', { bypassCSP: true });
      await page.emulateMedia({ colorScheme });
      for (const url of [
        '/orders',
        '/orders/ord_paid',
        '/orders/none',
        '/issues',
        '/events',
        '/analytics',
        '/snapshots',
        '/exports',
        '/audit',
      ]) {
        await page.goto(url);
        expect([url, await accessibilityProblems(page)]).toEqual([url, []]);
      }
      await page.context().clearCookies();
      await page.goto('/sign-in');
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.context().close();
    }
  }, 60_000);

  it('is used with the keyboard: the first stop leads past the navigation', async () => {
    const page = await signIn('ops');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(page.url()).toMatch(/#main$/);
    await page.context().close();
  });

  it('runs no script that a page could be given', async () => {
    const page = await signIn('ops');
    const refusals: string[] = [];
    page.on('console', (message) => refusals.push(message.text()));
    await page.evaluate(
      "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.planted = 1' }))",
    );
    expect(await page.evaluate('window.planted')).toBeUndefined();
    expect(refusals.join('\n')).toMatch(/Content Security Policy/);
    await page.context().close();
  });

  it('shows what people wrote as text', async () => {
    const email = '"<img/src=x>"@example.com';
    await till.db
      .insertInto('orders')
      .values({ id: 'ord_markup', amount_minor: 1, currency: 'gbp', customer_email: email })
      .execute();
    const page = await signIn('ops', { javaScriptEnabled: false });
    await page.goto('/orders?q=%3Cb%3E"x');
    expect(await page.getByLabel('begins with').inputValue()).toBe('<b>"x');
    await page.goto('/orders/ord_markup');
    expect([await page.getByText(email).count(), await page.locator('img').count()]).toEqual([1, 0]);
    await page.context().close();
  });

  it('pages through many orders, each once', async () => {
    await till.db
      .insertInto('orders')
      .values(
        Array.from({ length: 120 }, (_, index) => ({
          id: `ord_page${index}`,
          amount_minor: 1,
          currency: 'gbp',
          created_at: new Date(1_000),
        })),
      )
      .execute();
    const page = await signIn('ops', { javaScriptEnabled: false });
    await page.goto('/orders?q=ord_page');
    const seen: string[] = [];
    for (;;) {
      seen.push(...(await page.locator('tbody tr a').allTextContents()));
      const older = page.getByRole('link', { name: 'Older orders' });
      if ((await older.count()) === 0) break;
      const at = page.url();
      await older.click();
      await page.waitForURL((url) => url.href !== at);
    }
    expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
    await page.context().close();
  });
});
