/** A number with its noun: `countText(1, 'row')` is "1 row", `countText(2, 'row')` is "2 rows". */
export const countText = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
