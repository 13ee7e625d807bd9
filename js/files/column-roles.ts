import { AssayError } from '../shared/errors.js';
import type { ColumnChoice, ColumnRole } from './read-options.js';

/** Names that columns usually have, most telling first; compared without case, spaces and punctuation. */
const WELL_KNOWN: Readonly<Record<ColumnRole, readonly string[]>> = {
  user: [
    'userid',
    'user',
    'uid',
    'distinctid',
    'userpseudoid',
    'anonymousid',
    'visitorid',
    'visitor',
    'clientid',
    'deviceid',
    'customerid',
    'memberid',
    'ip',
    'ipaddress',
    'remoteaddr',
  ],
  time: [
    'time',
    'timestamp',
    'ts',
    'datetime',
    'date',
    'eventtime',
    'eventtimestamp',
    'createdat',
    'occurredat',
    'loggedat',
    'originaltimestamp',
    'sentat',
    'receivedat',
  ],
  event: ['event', 'eventname', 'name', 'action', 'activity', 'type', 'eventtype'],
  session: ['session', 'sessionid', 'sid', 'visitid', 'gasessionid'],
};

export const COLUMN_ROLES = ['user', 'time', 'event', 'session'] as const satisfies readonly ColumnRole[];

const REQUIRED: ReadonlySet<ColumnRole> = new Set(['user', 'time', 'event']);

/** What a column's name says about it: its role, and how telling the name is (0 is best). */
export interface RoleHint {
  readonly role: ColumnRole;
  readonly rank: number;
}

const HINTS: ReadonlyMap<string, RoleHint> = new Map(
  COLUMN_ROLES.flatMap((role) => WELL_KNOWN[role].map((name, rank): [string, RoleHint] => [name, { role, rank }])),
);

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

export const roleHint = (column: string): RoleHint | undefined => HINTS.get(plain(column));

/**
 * The index of the column that plays each role; -1 for a session that is neither chosen nor found.
 *
 * Errors: `NOT_FOUND`, listing the columns and the option to use, when a chosen column does not exist or a required one is not evident.
 */
export function assignRoles(columns: readonly string[], choice: ColumnChoice): Readonly<Record<ColumnRole, number>> {
  const found: Record<ColumnRole, number> = { user: -1, time: -1, event: -1, session: -1 };
  const ranks: Record<ColumnRole, number> = { user: Infinity, time: Infinity, event: Infinity, session: Infinity };
  columns.forEach((column, index) => {
    const hint = roleHint(column);
    if (hint === undefined || choice[hint.role] !== undefined || hint.rank >= ranks[hint.role]) return;
    ranks[hint.role] = hint.rank;
    found[hint.role] = index;
  });
  for (const role of COLUMN_ROLES) {
    const chosen = choice[role];
    if (chosen !== undefined) found[role] = indexOfColumn(columns, chosen);
    if (found[role] >= 0 || (chosen === undefined && !REQUIRED.has(role))) continue;
    throw new AssayError('NOT_FOUND', missingColumn(role, chosen, columns));
  }
  return found;
}

function indexOfColumn(columns: readonly string[], name: string): number {
  const exact = columns.indexOf(name);
  return exact >= 0 ? exact : columns.findIndex((column) => plain(column) === plain(name));
}

/** What to tell somebody whose file lacks a column. */
function missingColumn(role: ColumnRole, chosen: string | undefined, columns: readonly string[]): string {
  const problem = chosen === undefined ? `no column is evidently the ${role}` : `there is no column ${JSON.stringify(chosen)}`;
  const list = columns.slice(0, 40).join(', ') + (columns.length > 40 ? `, and ${columns.length - 40} more` : '');
  return `${problem}; the columns are ${list}. Name the ${role} column with --${role}-column (in code: columns.${role})`;
}
