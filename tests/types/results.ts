// The result that belongs to each query. Compiled, never run.
import type { Assay, ExperimentResult, FunnelResult, MetricResult, Query, QueryResult, ResultOf, TaskResult } from 'assay';

/** True when the types are the same, not merely assignable. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};

export async function byQuery(assay: Assay): Promise<void> {
  const funnel = await assay.query({
    funnel: { steps: ['a', { event: 'b', where: { n: { gt: 1 } } }, { any: ['c', 'd'], label: 'end' }] },
  });
  same<typeof funnel, FunnelResult>(true);
  const metric = await assay.query({ metric: { event: 'a', aggregate: ['count', { aggregate: 'p95', property: 'ms', as: 'slow' }] } });
  same<typeof metric, MetricResult>(true);
  const task = await assay.query({ task: { start: 'a', complete: 'b', within: '30m' }, bucket: 'day' });
  same<typeof task, TaskResult>(true);
  const experiment = await assay.query({ experiment: { key: 'x', conversion: 'a', arms: ['control', 'blue'] } });
  same<typeof experiment, ExperimentResult>(true);
  const short = await assay.funnel({ steps: ['a', 'b'], within: '1h', by: ['plan'], range: { last: '7d' }, filter: { plan: 'pro' } });
  same<typeof short, FunnelResult>(true);
}

export async function unknownQuery(assay: Assay, query: Query): Promise<QueryResult> {
  const result = await assay.query(query);
  same<typeof result, QueryResult>(true);
  same<ResultOf<never>, never>(true);
  return result;
}

export async function mistakes(assay: Assay): Promise<void> {
  // @ts-expect-error a funnel has steps
  await assay.query({ funnel: {} });
  // @ts-expect-error an event's name is a text
  await assay.query({ metric: { event: 5 } });
  // @ts-expect-error not an aggregate
  await assay.query({ metric: { aggregate: 'average' } });
  // @ts-expect-error a funnel has no time buckets
  await assay.funnel({ steps: ['a'], bucket: 'day' });
  const { steps } = await assay.funnel({ steps: ['a'] });
  // @ts-expect-error a rate may be missing: nobody at the step
  const rate: number = steps[0]?.rate ?? null;
  // @ts-expect-error results are read-only
  steps[0] = steps[1];
  void rate;
}
