import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid, listOf } from '../check.js';
import { BucketUnit } from '../generated/assay/fb/bucket-unit.js';
import { RetentionEntry } from '../generated/assay/fb/retention-entry.js';
import { RetentionMode } from '../generated/assay/fb/retention-mode.js';
import { RetentionQuery } from '../generated/assay/fb/retention-query.js';
import { addInstant, choiceOf, durationOf, encodeMatch, required, wholeOf } from './parts.js';
import { instantOf, periodOf } from './scope.js';

/** Columns that a table may have (core/assay/behavior/retention_table.h). */
const MAX_COLUMNS = 1_000;
const MAX_COUNT = 0xffff_ffff;

/** The lengths that a period always has. */
const LENGTHS: ReadonlyMap<BucketUnit, number> = new Map([
  [BucketUnit.Minute, 60_000],
  [BucketUnit.Hour, 3_600_000],
  [BucketUnit.Day, 86_400_000],
  [BucketUnit.Week, 604_800_000],
]);

const FIELDS = ['start', 'return', 'period', 'cohort', 'mode', 'rolling', 'entry', 'periods', 'minTimes', 'asOf'];

export function encodeRetention(fb: Builder, value: unknown, path: string): Offset {
  const source = fieldsOf(value, path, FIELDS);
  const start = encodeMatch(fb, required(source['start'], `${path}.start`), `${path}.start`);
  const comeback = encodeMatch(fb, required(source['return'], `${path}.return`), `${path}.return`);
  const period = periodOf(source['period'], `${path}.period`, BucketUnit.Day);
  const brackets = bracketsOf(source['mode'], `${path}.mode`);
  const bracketsOffset = brackets === undefined ? 0 : RetentionQuery.createBracketsVector(fb, brackets);
  const modes = { 'n-day': RetentionMode.NDay, unbounded: RetentionMode.Unbounded };
  RetentionQuery.startRetentionQuery(fb);
  RetentionQuery.addStart(fb, start);
  RetentionQuery.addComeback(fb, comeback);
  RetentionQuery.addPeriodUnit(fb, period);
  RetentionQuery.addCohortUnit(fb, periodOf(source['cohort'], `${path}.cohort`, period));
  if (source['rolling'] !== undefined) RetentionQuery.addRollingMs(fb, rollingOf(source['rolling'], period, `${path}.rolling`));
  RetentionQuery.addMode(fb, brackets === undefined ? choiceOf(source['mode'] ?? 'n-day', `${path}.mode`, modes) : RetentionMode.Bracket);
  RetentionQuery.addEntry(
    fb,
    choiceOf(source['entry'] ?? 'first', `${path}.entry`, { first: RetentionEntry.First, every: RetentionEntry.EveryPeriod }),
  );
  RetentionQuery.addPeriods(fb, wholeOf(source['periods'] ?? 8, `${path}.periods`, 1, MAX_COLUMNS));
  if (bracketsOffset !== 0) RetentionQuery.addBrackets(fb, bracketsOffset);
  RetentionQuery.addMinTimes(fb, wholeOf(source['minTimes'] ?? 1, `${path}.minTimes`, 1, MAX_COUNT));
  addInstant(fb, RetentionQuery.addAsOfMs, instantOf(source['asOf'], `${path}.asOf`));
  return RetentionQuery.endRetentionQuery(fb);
}

/** The first and the last period of each bracket; `undefined` when the mode has none. */
function bracketsOf(mode: unknown, path: string): number[] | undefined {
  if (mode === undefined || typeof mode === 'string') return undefined;
  const list = listOf(fieldsOf(mode, path, ['brackets'])['brackets'], `${path}.brackets`);
  if (list.length === 0 || list.length > MAX_COLUMNS) throw invalid(`${path}.brackets`, 'must hold 1 to 1,000 brackets');
  let next = 0;
  return list.flatMap((bracket, i) => {
    const field = `${path}.brackets[${i}]`;
    const ends = listOf(bracket, field);
    if (ends.length !== 2) throw invalid(field, 'must be a first and a last period');
    const first = wholeOf(ends[0], `${field}[0]`, 0, MAX_COUNT);
    const last = wholeOf(ends[1], `${field}[1]`, 0, MAX_COUNT);
    if (first < next) throw invalid(field, 'must come after the one before, without overlap');
    if (last < first) throw invalid(field, 'its first period must not be after its last');
    next = last + 1;
    return [first, last];
  });
}

function rollingOf(rolling: unknown, period: BucketUnit, path: string): number {
  if (rolling !== true) return durationOf(rolling, path);
  const length = LENGTHS.get(period);
  if (length === undefined) throw invalid(path, "months and quarters differ in length: write a duration such as '30d'");
  return length;
}
