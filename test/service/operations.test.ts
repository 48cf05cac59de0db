import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { event } from '../support/signed.ts';
import { openTillApp, type TillApp } from '../support/till-app.ts';

let postgres: TestPostgres;
let till: TillApp;

beforeAll(async () => {
  postgres = await startTestPostgres();
  till = await openTillApp(await postgres.fresh(), { TILL_COMMIT: 'abcdef1' });
});
afterAll(async () => {
  await till.close();
  await postgres.stop();
});

const ruleFile = z.object({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Till[A-Z]\w+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string(), runbook: z.string().regex(/^\/runbook\/#[a-z-]+$/) }),
        }),
      ),
    }),
  ),
});
const rules = ruleFile
  .parse(parse(readFileSync(path.resolve(import.meta.dirname, '../../deploy/alerts.yaml'), 'utf8')))
  .groups.flatMap((group) => group.rules);

/** The problems of an expression by Prometheus' own grammar, and the metrics that it names. */
function readExpression(text: string): { errors: number; metrics: string[] } {
  const metrics: string[] = [];
  let errors = 0;
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) errors += 1;
      if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector')
        metrics.push(text.slice(node.from, node.to));
    },
  });
  return { errors, metrics };
}

describe('alert rules', () => {
  it('are there, each once', () => {
    expect(rules.length).toBeGreaterThan(8);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it.each(rules.map(({ alert, expr }) => [alert, expr]))(
    '%s is in the language of Prometheus, over figures that Till has',
    async (_alert, expr) => {
      const { errors, metrics } = readExpression(expr);
      expect([errors, metrics.length > 0]).toEqual([0, true]);
      const text = (await till.app.inject('/metrics')).body;
      for (const metric of metrics.filter((name) => name !== 'up'))
        expect(text).toContain(`# HELP ${metric.replace(/_count$/, '')} `);
    },
  );

  it.each(['till_events{status="parked" > 0', 'till_events > > 0'])(
    'the check of the language can fail: %s',
    (expr) => {
      expect(readExpression(expr).errors).toBeGreaterThan(0);
    },
  );
});

describe('/metrics', () => {
  it('counts what happened, by result', async () => {
    const before = (await till.app.inject('/metrics')).body;
    expect(before).toContain('till_webhook_deliveries_total{result="stored"} 0');
    await till.post(event('invoice.created', { id: 'in_1' }));
    await till.post(
      event('payment_intent.succeeded', {
        id: 'pi_1',
        amount_received: 1,
        currency: 'gbp',
        metadata: { order_id: 'ord_none' },
      }),
    );
    await till.post('{}', 't=1,v1=00');
    const after = (await till.app.inject('/metrics')).body;
    for (const line of [
      'till_webhook_deliveries_total{result="stored"} 2',
      'till_webhook_deliveries_total{result="refused"} 1',
      'till_events{status="ignored"} 1',
      'till_events{status="parked"} 1',
      'till_http_request_seconds_count{method="POST",route="/webhooks/stripe",status="2xx"} 2',
    ])
      expect(after).toContain(line);
  });
});

describe('/version and /openapi.json', () => {
  it('say which program answers', async () => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')));
    expect((await till.app.inject('/version')).json()).toEqual({ version, commit: 'abcdef1' });
  });

  it('is a valid OpenAPI 3.1 document of the routes for programs', async () => {
    const document = (await till.app.inject('/openapi.json')).json();
    expect(await new Validator().validate(structuredClone(document))).toMatchObject({ valid: true });
    expect(document.openapi).toBe('3.1.0');
    const documented = Object.entries<object>(document.paths).flatMap(([url, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${url.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    const programs = till.app.routeTable
      .filter(({ url }) => /^\/(?:api|webhooks)\/|^\/(?:healthz|readyz|version)$/.test(url))
      .map(({ method, url }) => `${method} ${url}`);
    expect(documented.toSorted()).toEqual(programs.toSorted());
    expect(document.paths['/api/orders'].post.requestBody.content['application/json'].schema.required).toEqual([
      'amount_minor',
      'currency',
    ]);
    expect(await new Validator().validate({ openapi: '3.1.0', info: {} })).toMatchObject({ valid: false });
  });
});
