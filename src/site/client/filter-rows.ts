/** Adds a text filter and a count to the matrix, and keeps the chosen verdict in the address. */
export function enhanceFilter(filter: HTMLElement, table: HTMLTableElement): void {
  const field = filter.querySelector<HTMLInputElement>('#filter-text');
  const status = filter.querySelector('[role=status]');
  if (field === null || status === null) return;
  field.closest('p')?.removeAttribute('hidden');
  choose(filter, new URLSearchParams(location.search).get('verdict'));
  const apply = (): void => {
    const shown = showRows(table, field.value.trim().toLowerCase(), chosen(filter));
    status.textContent = `${shown} of ${table.querySelectorAll('tr.row').length} rows shown`;
  };
  filter.addEventListener('input', () => {
    apply();
    keepInAddress(chosen(filter));
  });
  apply();
}

function showRows(table: HTMLTableElement, wanted: string, verdict: string): number {
  let shown = 0;
  for (const body of table.tBodies) {
    const rows = [...body.querySelectorAll<HTMLTableRowElement>('tr.row')];
    for (const row of rows) {
      const fits = verdict === 'all' || row.dataset['standing'] === verdict;
      row.hidden = !fits || !row.textContent.toLowerCase().includes(wanted);
    }
    const left = rows.filter((row) => !row.hidden).length;
    body.hidden = left === 0;
    shown += left;
  }
  return shown;
}

const chosen = (filter: HTMLElement): string =>
  filter.querySelector<HTMLInputElement>('input[name=verdict]:checked')?.value ?? 'all';

function choose(filter: HTMLElement, verdict: string | null): void {
  for (const radio of filter.querySelectorAll<HTMLInputElement>('input[name=verdict]')) {
    if (radio.value === verdict) radio.checked = true;
  }
}

function keepInAddress(verdict: string): void {
  const address = new URL(location.href);
  if (verdict === 'all') address.searchParams.delete('verdict');
  else address.searchParams.set('verdict', verdict);
  history.replaceState(null, '', address);
}
