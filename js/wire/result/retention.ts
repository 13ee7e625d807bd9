import type { RetentionQuery } from '../../shared/query.js';
import type { RetentionCell, RetentionColumn, RetentionResult } from '../../shared/result.js';
import type { Result } from '../generated/assay/fb/result.js';
import type { RetentionCells } from '../generated/assay/fb/retention-cells.js';
import { RetentionResult as FbRetentionResult } from '../generated/assay/fb/retention-result.js';
import type { Asked } from './asked.js';
import { groupedOf, keysOf, proportionsOf } from './parts.js';

export function decodeRetention(result: Result, { query, by }: Asked): RetentionResult {
  const retention: FbRetentionResult = result.kind(new FbRetentionResult());
  const columns = retention.columns();
  const groupUsers = Array.from(retention.groupUsersArray() ?? []);
  const rowUsers = Array.from(retention.rowUsersArray() ?? []);
  const rowGroups = retention.rowGroupsArray();
  const starts = retention.cohortStartsMsArray();
  const keys = keysOf(retention, groupUsers.length, by);
  const rowCells = cellsOf(retention.rowCells(), columns, rowUsers);
  const totalUsers = Number(retention.totalUsers());
  return {
    columns: columnsOf((query as RetentionQuery).retention.mode, columns),
    rows: rowUsers.map((users, row) => ({
      key: keys[rowGroups?.[row] as number] ?? {},
      cohortStart: starts?.[row] as number,
      users,
      cells: rowCells[row] ?? [],
    })),
    total: { users: totalUsers, cells: cellsOf(retention.totalCells(), columns, [totalUsers])[0] ?? [] },
    groups: by.length === 0 ? [] : groupsOf(retention, columns, groupUsers, keys),
    observedEnd: retention.observedEndMs(),
    ...groupedOf(result),
  };
}

function groupsOf(
  retention: FbRetentionResult,
  columns: number,
  groupUsers: readonly number[],
  keys: ReturnType<typeof keysOf>,
): RetentionResult['groups'] {
  const cells = cellsOf(retention.groupCells(), columns, groupUsers);
  return groupUsers.map((users, group) => ({ key: keys[group] ?? {}, users, cells: cells[group] ?? [] }));
}

/** The cells of each line, whose users are `users`. */
function cellsOf(cells: RetentionCells | null, columns: number, users: readonly number[]): readonly (readonly RetentionCell[])[] {
  const returned = cells?.returnedArray();
  const complete = proportionsOf(cells?.complete() ?? null);
  return users.map((all, line) =>
    complete.slice(line * columns, (line + 1) * columns).map((retention, column) => ({
      returned: returned?.[line * columns + column] as number,
      complete: retention.trials === all,
      retention,
    })),
  );
}

function columnsOf(mode: RetentionQuery['retention']['mode'], columns: number): readonly RetentionColumn[] {
  if (typeof mode === 'object') return mode.brackets.map(([first, last]) => ({ first, last }));
  return Array.from({ length: columns }, (_, first) => ({ first, last: mode === 'unbounded' ? null : first }));
}
