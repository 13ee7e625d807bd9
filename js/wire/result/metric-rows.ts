import type { MetricColumn, MetricColumns, MetricRow } from '../../shared/result.js';

/** The rows that columns hold, as objects. Rows of one group share its key. */
export function metricRows(columns: MetricColumns): readonly MetricRow[] {
  const { length, groups, group, bucketStart, values } = columns;
  const compared = values.some(({ previous }) => previous !== undefined);
  const approximate = values.filter(({ errors }) => errors !== undefined);
  const sketched = values.filter(({ sketches }) => sketches !== undefined);
  const rows: MetricRow[] = [];
  for (let i = 0; i < length; i++) {
    const key = groups[group[i] as number];
    const row: { -readonly [Field in keyof MetricRow]: MetricRow[Field] } = { key: key ?? {}, values: {} };
    if (bucketStart !== undefined) row.bucketStart = bucketStart[i] as number;
    if (key === undefined) row.other = true;
    row.values = collect(values, (column) => at(column.values, column.absent, i));
    if (compared) {
      row.previous = collect(values, (column) => at(column.previous, column.previousAbsent, i));
      row.change = collect(values, ({ name }) => changeOf(row.values[name], row.previous?.[name]));
    }
    if (approximate.length > 0) row.errors = collect(approximate, (column) => (column.errors as Float64Array)[i] as number);
    if (sketched.length > 0)
      row.sketches = collect(sketched, (column) => ((column.sketches as readonly Uint8Array[])[i] as Uint8Array).slice());
    rows.push(row);
  }
  return rows;
}

function collect<T>(columns: readonly MetricColumn[], value: (column: MetricColumn) => T): Readonly<Record<string, T>> {
  const values: Record<string, T> = {};
  for (const column of columns) {
    if (column.name === '__proto__') Object.defineProperty(values, column.name, { value: value(column), enumerable: true });
    else values[column.name] = value(column);
  }
  return values;
}

function at(values: Float64Array | undefined, absent: Uint8Array | undefined, row: number): number | null {
  return values === undefined || absent?.[row] === 1 ? null : (values[row] as number);
}

function changeOf(value: number | null | undefined, previous: number | null | undefined): number | null {
  if (value == null || previous == null || previous === 0) return null;
  const change = value / previous - 1;
  return Number.isFinite(change) ? change : null;
}
