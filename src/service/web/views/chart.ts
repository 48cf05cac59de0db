import { html } from 'hono/html';
import { moneyText } from './format.ts';
import type { View } from './send-page.ts';

/** One day of a chart; amounts in minor units. */
export interface ChartPoint {
  readonly day: string;
  readonly amountMinor: number;
}

const WIDTH = 720;
const HEIGHT = 240;
const LEFT = 96;
const BOTTOM = 210;
const TOP = 16;
const LINES = 4;

/** A line over days, as SVG with a name that says the begin, the end and the peak. The table beside it holds every figure. */
export function chartView(name: string, points: readonly ChartPoint[], currency: string): View {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return html`<p class="quiet">No snapshot yet.</p>`;
  const most = Math.max(1, ...points.map((point) => point.amountMinor));
  const x = (index: number) => LEFT + ((WIDTH - LEFT - 8) * index) / Math.max(1, points.length - 1);
  const y = (amount: number) => BOTTOM - ((BOTTOM - TOP) * amount) / most;
  const path = points.map((point, index) => `${x(index).toFixed(1)},${y(point.amountMinor).toFixed(1)}`).join(' ');
  const words = `${name}: ${moneyText(first.amountMinor, currency)} on ${first.day}, ${moneyText(last.amountMinor, currency)} on ${last.day}, at most ${moneyText(most, currency)}`;
  const steps = Array.from({ length: LINES + 1 }, (_, step) => (most * step) / LINES);
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words}">
    ${steps.map(
      (amount) =>
        html`<line x1="${LEFT}" x2="${WIDTH - 8}" y1="${y(amount).toFixed(1)}" y2="${y(amount).toFixed(1)}" />
          <text x="${LEFT - 8}" y="${(y(amount) + 4).toFixed(1)}" text-anchor="end"
            >${moneyText(Math.round(amount), currency)}</text
          >`,
    )}
    <polyline points="${path}" fill="none" stroke="currentColor" stroke-width="2" />
    <text x="${LEFT}" y="${HEIGHT - 8}">${first.day}</text>
    <text x="${WIDTH - 8}" y="${HEIGHT - 8}" text-anchor="end">${last.day}</text>
  </svg>`;
}
