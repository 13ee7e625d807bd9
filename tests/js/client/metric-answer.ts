import { Builder } from 'flatbuffers';
import { MetricResult } from '../../../js/wire/generated/assay/fb/metric-result.js';
import { Result } from '../../../js/wire/generated/assay/fb/result.js';
import { ResultKind } from '../../../js/wire/generated/assay/fb/result-kind.js';

/** What an engine answers to `{ metric: {} }`, as it crosses from the worker to the page. */
export function metricAnswer(count: number, eventsScanned = count): Uint8Array<ArrayBuffer> {
  const fb = new Builder();
  const groups = MetricResult.createGroupsVector(fb, [0]);
  const values = MetricResult.createValuesVector(fb, [count]);
  MetricResult.startMetricResult(fb);
  MetricResult.addGroups(fb, groups);
  MetricResult.addValues(fb, values);
  const kind = MetricResult.endMetricResult(fb);
  Result.startResult(fb);
  Result.addKindType(fb, ResultKind.MetricResult);
  Result.addKind(fb, kind);
  Result.addEventsScanned(fb, BigInt(eventsScanned));
  Result.finishResultBuffer(fb, Result.endResult(fb));
  return fb.asUint8Array().slice();
}
