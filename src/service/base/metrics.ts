import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What this process counts, by name. A count that begins at 1 looks to Prometheus like no growth, so that what is `known` begins at 0. */
const COUNTERS = {
  till_webhook_deliveries_total: {
    help: 'Deliveries to the webhook.',
    labels: ['result'],
    known: ['stored', 'duplicate', 'refused'],
  },
  till_events_settled_total: {
    help: 'Events that this process settled or tried in vain.',
    labels: ['status'],
    known: ['processed', 'ignored', 'parked'],
  },
  till_sign_ins_total: {
    help: 'Attempts to sign in.',
    labels: ['result'],
    known: ['signed-in', 'refused', 'locked', 'limited'],
  },
  till_jobs_total: { help: 'Jobs that this process ran.', labels: ['job', 'result'], known: [] },
  till_requests_failed_total: { help: 'Requests that failed on our side.', labels: [], known: [] },
} as const;

/** The name of a counter. */
export type CounterName = keyof typeof COUNTERS;

/** What is asked from the database when the figures are read, by name. */
export const GAUGES = {
  till_events: { help: 'Stored events by status.', labels: ['status'] },
  till_event_duplicates_total: { help: 'Deliveries of events that were there already.', labels: [] },
  till_oldest_stored_event_seconds: {
    help: 'Age of the oldest event that waits for its effect; 0 if none waits.',
    labels: [],
  },
  till_open_issues: { help: 'Open reconciliation issues.', labels: [] },
  till_open_refund_requests: { help: 'Refunds that Stripe has not answered.', labels: [] },
  till_worker_age_seconds: { help: 'Time since a worker was last seen; -1 if none ever was.', labels: [] },
  till_failed_job_runs: { help: 'Runs of jobs in 30 days that failed for good, by all workers.', labels: [] },
  till_failing_jobs: { help: 'Jobs whose last run failed for good.', labels: [] },
  till_snapshot_age_days: { help: 'Days since the last closed day with a snapshot; -1 if there is none.', labels: [] },
  till_backup_age_seconds: { help: 'Time since the last good backup; -1 if there is none.', labels: [] },
  till_backup_failing: { help: 'Whether the last backup that is recorded failed: 1 if so, else 0.', labels: [] },
  till_restore_drill_age_seconds: { help: 'Time since the last good restore drill; -1 if there is none.', labels: [] },
  till_restore_drill_failing: { help: 'Whether the last restore drill failed: 1 if so, else 0.', labels: [] },
  till_audit_entries: { help: 'Entries of the audit.', labels: [] },
} as const;

/** The name of a gauge. */
export type GaugeName = keyof typeof GAUGES;

/** One value of a gauge. */
export interface GaugeValue {
  readonly name: GaugeName;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The figures of this process, in Prometheus' text format. */
export interface Metrics {
  /** Adds one. */
  count(name: CounterName, labels: Readonly<Record<string, string>>): void;
  /** Notes a request that was answered, with its time in seconds. */
  observeRequest(
    labels: { readonly method: string; readonly route: string; readonly status: string },
    seconds: number,
  ): void;
  /** All figures, with these from outside. */
  text(gauges: readonly GaugeValue[]): Promise<string>;
}

/** Figures that start at nothing. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const counters = new Map(
    Object.entries(COUNTERS).map(([name, { help, labels, known }]) => {
      const counter = new Counter({ name, help, labelNames: labels, registers: [registry] });
      for (const value of known) for (const label of labels) counter.inc({ [label]: value }, 0);
      return [name, counter];
    }),
  );
  const gauges = new Map(
    Object.entries(GAUGES).map(([name, { help, labels }]) => [
      name,
      new Gauge({ name, help, labelNames: labels, registers: [registry] }),
    ]),
  );
  const requests = new Histogram({
    name: 'till_http_request_seconds',
    help: 'Time to answer a request.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  return {
    count: (name, labels) => counters.get(name)?.inc(labels),
    observeRequest: (labels, seconds) => requests.observe(labels, seconds),
    async text(values) {
      for (const gauge of gauges.values()) gauge.reset();
      for (const { name, labels = {}, value } of values) gauges.get(name)?.set(labels, value);
      return registry.metrics();
    },
  };
}
