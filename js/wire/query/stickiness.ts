import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid, listOf } from '../check.js';
import { BucketUnit } from '../generated/assay/fb/bucket-unit.js';
import { StickinessQuery } from '../generated/assay/fb/stickiness-query.js';
import { addInstant, encodeOwnMatch, wholeOf } from './parts.js';
import { instantOf, periodOf } from './scope.js';

/** The windows asked for, in periods; the ranges are those of core/assay/behavior/stickiness.h. */
export function windowsOf(windows: unknown, path: string): number[] {
  if (windows === undefined) return [7, 28];
  const list = listOf(windows, path);
  if (list.length > 8) throw invalid(path, 'must hold at most 8 windows');
  return list.map((window, i) => wholeOf(window, `${path}[${i}]`, 1, 1_000));
}

export function encodeStickiness(fb: Builder, value: unknown, path: string): Offset {
  const source = fieldsOf(value, path, ['event', 'where', 'period', 'windows', 'asOf']);
  const match = encodeOwnMatch(fb, source, path);
  const windows = StickinessQuery.createWindowsVector(fb, windowsOf(source['windows'], `${path}.windows`));
  StickinessQuery.startStickinessQuery(fb);
  StickinessQuery.addMatch(fb, match);
  StickinessQuery.addPeriod(fb, periodOf(source['period'], `${path}.period`, BucketUnit.Day));
  StickinessQuery.addWindows(fb, windows);
  addInstant(fb, StickinessQuery.addAsOfMs, instantOf(source['asOf'], `${path}.asOf`));
  return StickinessQuery.endStickinessQuery(fb);
}
