import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import type { Query } from '../../../js/shared/query.js';
import { encodeQuery } from '../../../js/wire/encode-query.js';
import { BucketUnit } from '../../../js/wire/generated/assay/fb/bucket-unit.js';
import { CohortCount } from '../../../js/wire/generated/assay/fb/cohort-count.js';
import { CohortKind } from '../../../js/wire/generated/assay/fb/cohort-kind.js';
import type { CohortNode } from '../../../js/wire/generated/assay/fb/cohort-node.js';
import { CohortQuery } from '../../../js/wire/generated/assay/fb/cohort-query.js';
import { LifecycleHistory } from '../../../js/wire/generated/assay/fb/lifecycle-history.js';
import { LifecycleQuery } from '../../../js/wire/generated/assay/fb/lifecycle-query.js';
import { PathDirection } from '../../../js/wire/generated/assay/fb/path-direction.js';
import { PathsQuery } from '../../../js/wire/generated/assay/fb/paths-query.js';
import { Query as FbQuery } from '../../../js/wire/generated/assay/fb/query.js';
import { RetentionEntry } from '../../../js/wire/generated/assay/fb/retention-entry.js';
import { RetentionMode } from '../../../js/wire/generated/assay/fb/retention-mode.js';
import { RetentionQuery } from '../../../js/wire/generated/assay/fb/retention-query.js';
import { SequenceQuery } from '../../../js/wire/generated/assay/fb/sequence-query.js';
import { StickinessQuery } from '../../../js/wire/generated/assay/fb/stickiness-query.js';

const NOW = 1_700_000_000_000;
const DAY = 86_400_000;

const encode = (query: Query): FbQuery => FbQuery.getRootAsQuery(new ByteBuffer(encodeQuery(query, NOW)));

describe('encodeQuery', () => {
  it('writes a retention with its defaults', () => {
    const retention = encode({ retention: { start: 'a', return: { where: { x: 1 } } } }).kind(new RetentionQuery()) as RetentionQuery;
    expect([retention.start()?.event(), retention.comeback()?.event(), retention.comeback()?.where(0)?.name()]).toEqual(['a', null, 'x']);
    expect([retention.cohortUnit(), retention.periodUnit()]).toEqual([BucketUnit.Day, BucketUnit.Day]);
    expect([retention.rollingMs(), retention.asOfMs()]).toEqual([null, null]);
    expect([retention.mode(), retention.entry(), retention.periods(), retention.minTimes(), retention.bracketsLength()]).toEqual([
      RetentionMode.NDay,
      RetentionEntry.First,
      8,
      1,
      0,
    ]);
  });

  it('writes a retention with everything, also an instant of 0', () => {
    const query = encode({
      retention: {
        start: 'a',
        return: 'b',
        period: 'week',
        cohort: 'quarter',
        mode: {
          brackets: [
            [0, 0],
            [1, 3],
          ],
        },
        rolling: true,
        entry: 'every',
        minTimes: 2,
        asOf: 0,
      },
      by: 'größe',
      zone: 'Europe/Berlin',
    });
    const retention = query.kind(new RetentionQuery()) as RetentionQuery;
    expect([retention.cohortUnit(), retention.periodUnit()]).toEqual([BucketUnit.Quarter, BucketUnit.Week]);
    expect(Array.from(retention.bracketsArray() ?? [])).toEqual([0, 0, 1, 3]);
    expect([retention.mode(), retention.entry()]).toEqual([RetentionMode.Bracket, RetentionEntry.EveryPeriod]);
    expect([retention.rollingMs(), retention.minTimes(), retention.asOfMs()]).toEqual([7 * DAY, 2, 0]);
    expect(query.by(0)).toBe('größe');
    expect(query.zoneFromMsLength()).toBeGreaterThan(100);
  });

  it('writes paths, forward, backward and from starts', () => {
    const paths = (query: Query): PathsQuery => encode(query).kind(new PathsQuery()) as PathsQuery;
    const starts = paths({ paths: {} });
    expect([starts.anchor(), starts.node(), starts.direction(), starts.collapseRepeats()]).toEqual([
      null,
      '$event',
      PathDirection.Forward,
      true,
    ]);
    expect([starts.gapMs(), starts.depth(), starts.topNodes(), starts.topFlows()]).toEqual([null, 5, 10, 10]);
    const backward = paths({ paths: { to: {}, gap: '30m', collapse: false, flows: 0, per: 'user', occurrence: 'every' } });
    expect([backward.direction(), backward.anchor()?.event(), backward.gapMs()]).toEqual([PathDirection.Backward, null, DAY / 48]);
    expect([backward.collapseRepeats(), backward.topFlows(), backward.unit(), backward.occurrence()]).toEqual([false, 0, 1, 1]);
  });

  it('writes lifecycle and stickiness, whose zone reaches back before the range', () => {
    const range = { start: '2024-01-01', end: '2024-02-01' };
    const query = encode({ lifecycle: { event: 'a', period: 'month', history: 'range', asOf: 0 }, range, zone: 'Europe/Berlin' });
    const lifecycle = query.kind(new LifecycleQuery()) as LifecycleQuery;
    expect([lifecycle.match()?.event(), lifecycle.period(), lifecycle.history(), lifecycle.asOfMs()]).toEqual([
      'a',
      BucketUnit.Month,
      LifecycleHistory.Range,
      0,
    ]);
    expect(query.zoneFromMs(0)).toBeLessThan(Date.UTC(1990, 0, 1));
    const stickiness = encode({ stickiness: {} }).kind(new StickinessQuery()) as StickinessQuery;
    expect(Array.from(stickiness.windowsArray() ?? [])).toEqual([7, 28]);
  });

  it('tells an empty pattern from none', () => {
    const patternOf = (query: Query): string | null => (encode(query).kind(new SequenceQuery()) as SequenceQuery).pattern();
    expect(patternOf({ sequence: { conditions: ['a'] } })).toBeNull();
    expect(patternOf({ sequence: { conditions: ['a'], pattern: '' } })).toBe('');
    const sequence = encode({ sequence: { conditions: ['a'], unit: 'ms', samples: 3 } }).kind(new SequenceQuery()) as SequenceQuery;
    expect([sequence.unitMs(), sequence.samples()]).toEqual([1, 3]);
  });

  it('writes the nodes of a cohort, children before their parents', () => {
    const query = encode({
      cohort: { all: [{ did: 'a', times: { atMost: 2 }, last: '1d' }, { not: { earliest: 'b', has: { x: 1 }, range: { start: 0 } } }] },
      users: true,
    });
    const cohort = query.kind(new CohortQuery()) as CohortQuery;
    expect(cohort.maxIds()).toBe(100_000);
    const nodes = Array.from({ length: cohort.nodesLength() }, (_, i) => cohort.nodes(i) as CohortNode);
    expect(nodes.map((node) => [node.kind(), Array.from(node.childrenArray() ?? [])])).toEqual([
      [CohortKind.Did, []],
      [CohortKind.Earliest, []],
      [CohortKind.Not, [1]],
      [CohortKind.And, [0, 2]],
    ]);
    expect([nodes[0]?.startMs(), nodes[0]?.endMs(), nodes[0]?.count(), nodes[0]?.times()]).toEqual([NOW - DAY, NOW, CohortCount.AtMost, 2]);
    expect([nodes[1]?.startMs(), nodes[1]?.endMs(), nodes[1]?.properties(0)?.name()]).toEqual([0, null, 'x']);
    expect(query.cohortLength()).toBe(0);
  });

  it('writes a cohort beside another kind as its scope, and none where there is none', () => {
    const query = encode({ metric: {}, cohort: { firstDid: 'a' } });
    expect([query.cohortLength(), query.cohort(0)?.kind(), query.cohort(0)?.match()?.event()]).toEqual([1, CohortKind.FirstDid, 'a']);
    expect(encode({ metric: {} }).cohortLength()).toBe(0);
  });

  it('refuses a cohort inside itself', () => {
    const endless: { not: unknown } = { not: undefined };
    endless.not = endless;
    expect(() => encode({ cohort: endless } as never)).toThrow('more than 256');
  });
});
