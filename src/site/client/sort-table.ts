/** Puts a sort button into each heading of a table marked `data-sortable`. Rows move within their own body. */
export function makeSortable(table: HTMLTableElement): void {
  for (const [column, heading] of [...(table.tHead?.rows[0]?.cells ?? [])].entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...heading.childNodes);
    button.addEventListener('click', () => sortBy(table, column, heading));
    heading.append(button);
  }
}

function sortBy(table: HTMLTableElement, column: number, heading: HTMLTableCellElement): void {
  const direction = heading.ariaSort === 'ascending' ? 'descending' : 'ascending';
  for (const other of heading.parentElement?.children ?? []) other.removeAttribute('aria-sort');
  heading.ariaSort = direction;
  const sign = direction === 'ascending' ? 1 : -1;
  for (const body of table.tBodies) {
    const rows = [...body.querySelectorAll<HTMLTableRowElement>('tr.row')];
    rows.sort((a, b) => sign * textOf(a, column).localeCompare(textOf(b, column), 'en', { numeric: true }));
    body.append(...rows);
  }
}

/** What a cell sorts by: its `data-sort`, where words alone would give no order that means anything, else its text. */
const textOf = (row: HTMLTableRowElement, column: number): string => {
  const cell = row.cells[column];
  return cell?.dataset['sort'] ?? cell?.textContent.trim() ?? '';
};
