import type { Json } from '../../shared/json.js';
import type { Proportion } from '../../shared/result.js';
import { formatCount, formatNumber, formatProportion, NONE } from './numbers.js';
import type { Paint } from './paint.js';
import { sparkline } from './sparkline.js';
import { printable, renderTable, type TableColumn } from './table.js';

type Fields = { readonly [name: string]: Json };

const MAX_ROWS = 200;

const isFields = (value: Json | undefined): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isProportion = (value: Json | undefined): boolean => isFields(value) && 'successes' in value && 'trials' in value;
const isInstant = (name: string): boolean => name.endsWith('Start') || name.endsWith('End');

/**
 * An answer of any kind for people: single values first, then a table of each list, also of those in single objects. Objects in it are columns
 * of their own and lists in it JSON, with a line of every column of numbers that has a time beside it.
 */
export function renderDocument(document: Fields, paint: Paint): string {
  const single: string[] = [];
  const tables: string[] = [];
  for (const [name, value] of Object.entries(document)) {
    if (Array.isArray(value)) {
      if (value.length > 0) tables.push(listText(name, value, paint));
    } else {
      for (const [path, text] of cellsOf(name, withoutTables(value))) single.push(`${path}: ${text}\n`);
      for (const [path, list] of tablesIn(name, value)) tables.push(listText(path, list, paint));
    }
  }
  return [single.join(''), ...tables].filter((part) => part !== '').join('\n');
}

const isTable = (value: Json | undefined): value is readonly Json[] => Array.isArray(value) && value.length > 0 && value.every(isFields);

function withoutTables(value: Json): Json {
  if (!isFields(value)) return value;
  const rest = Object.entries(value).filter(([, inner]) => !isTable(inner));
  return Object.fromEntries(rest.map(([name, inner]) => [name, withoutTables(inner)]));
}

function tablesIn(name: string, value: Json): readonly (readonly [path: string, list: readonly Json[]])[] {
  if (isTable(value)) return [[name, value]];
  return isFields(value) ? Object.entries(value).flatMap(([inner, item]) => tablesIn(`${name}.${inner}`, item)) : [];
}

function listText(name: string, list: readonly Json[], paint: Paint): string {
  const rows = list.slice(0, MAX_ROWS).map((item) => new Map(isFields(item) ? fieldCells(item) : cellsOf(name, item)));
  const titles = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const columns = titles.map(
    (title): TableColumn => ({ title, align: rows.some((row) => /^[−\d]/.test(row.get(title) ?? '')) ? 'right' : 'left' }),
  );
  const table = renderTable(
    columns,
    rows.map((row) => titles.map((title) => row.get(title) ?? NONE)),
    paint.quiet,
  );
  const omitted = list.length > MAX_ROWS ? `and ${formatCount(list.length - MAX_ROWS)} more; --json has all\n` : '';
  return `${paint.strong(name)}\n${table}${omitted}${curves(list, paint)}`;
}

/** A line for each number of rows in the order of time. */
function curves(list: readonly Json[], paint: Paint): string {
  const rows = list.filter(isFields);
  const [first] = rows;
  if (first === undefined || rows.length < 3 || !Object.keys(first).some((name) => name.endsWith('Start')) || isFields(first.key))
    return '';
  return Object.entries(first)
    .filter(([name, value]) => typeof value === 'number' && !isInstant(name))
    .map(([name]) => `${name} ${paint.accent(sparkline(rows.map((row) => row[name] as number)))}\n`)
    .join('');
}

const fieldCells = (fields: Fields): (readonly [string, string])[] =>
  Object.entries(fields).flatMap(([name, value]) => cellsOf(name, value));

function cellsOf(name: string, value: Json): readonly (readonly [path: string, text: string])[] {
  if (isProportion(value)) return [[name, formatProportion(value as unknown as Proportion)]];
  if (isFields(value))
    return fieldCells(value).map(([path, text]) => [name === 'key' || name === 'values' ? path : `${name}.${path}`, text]);
  return [[name, textOf(name, value)]];
}

function textOf(name: string, value: Json): string {
  if (value === null) return NONE;
  if (typeof value === 'number') return isInstant(name) ? instantText(value) : formatNumber(value);
  return printable(typeof value === 'string' ? value : JSON.stringify(value), 80);
}

const instantText = (ms: number): string =>
  Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().replace('T', ' ').replace('.000Z', ' UTC').replace('Z', ' UTC') : String(ms);
