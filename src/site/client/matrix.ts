import { enhanceFilter } from './filter-rows.ts';
import { makeSortable } from './sort-table.ts';

const table = document.querySelector<HTMLTableElement>('table[data-sortable]');
const filter = document.querySelector<HTMLElement>('[data-filter]');
if (table !== null) makeSortable(table);
if (table !== null && filter !== null) enhanceFilter(filter, table);
