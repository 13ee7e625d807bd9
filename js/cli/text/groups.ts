import type { GroupKey } from '../../shared/result.js';
import { formatCount, NONE } from './numbers.js';
import { left, printable, type TableColumn } from './table.js';

/** A property's name as a column title. */
const titleOf = (property: string): string => (property === '$event' ? 'event' : printable(property, 30));

export const groupColumns = (by: readonly string[]): readonly TableColumn[] => left(...by.map(titleOf));

/** The cells of a group's values; a dash where the property is missing. */
export const groupCells = (by: readonly string[], key: GroupKey): readonly string[] =>
  by.map((property) => {
    const value = key[property] ?? null;
    return value === null ? NONE : printable(String(value));
  });

/** The line below a table that does not show every group. */
export const omittedGroups = (count: number): string => (count > 0 ? `and ${formatCount(count)} smaller groups not shown\n` : '');
