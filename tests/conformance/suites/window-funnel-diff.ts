import type { FunnelQuery } from '../../../js/shared/query.js';
import type { EventStores } from '../events.js';
import { levelsOf } from '../funnel-levels.js';
import { expectSame } from '../report.js';
import type { Case, Suite } from '../run.js';
import { modesOf } from './window-funnel.js';

interface Stream {
  readonly id: number;
  /** In order of arrival. */
  readonly events: readonly (readonly [time: number, name: string])[];
  /** Levels by "steps|wWINDOW|modes", such as "abcd|w12|strict_once+strict_increase". */
  readonly results: Readonly<Record<string, number>>;
}

type Levels = ReadonlyMap<string, number>;

/** What ClickHouse's `windowFunnel` answers about random streams: each of them is a user, so that a question answers for all. */
export const suite: Suite = {
  name: 'window-funnel-diff',
  *cases(_path, content): Iterable<Case> {
    const streams = content as readonly Stream[];
    const parts = Array.from({ length: Math.ceil(streams.length / 1000) }, (_, i) => streams.slice(i * 1000, (i + 1) * 1000));
    for (const part of parts) {
      const asked = new Map<string, Promise<Levels>>();
      let ask: ((key: string) => Promise<Levels>) | undefined;
      for (const { id, results } of part) {
        for (const [key, expected] of Object.entries(results)) {
          yield {
            name: `${id} ${key}`,
            async run(evaluator) {
              ask ??= asker(part, evaluator as unknown as EventStores);
              const levels = asked.get(key) ?? ask(key);
              asked.set(key, levels);
              return expectSame(expected, (await levels).get(String(id)) ?? 0);
            },
          };
        }
      }
    }
  },
};

/** Answers for all streams, of which there are no more than a list of samples names. */
function asker(streams: readonly Stream[], stores: EventStores): (key: string) => Promise<Levels> {
  const events = streams.flatMap(({ id, events }) => events.map(([time, name]) => ({ name, time, user: String(id) })));
  const store = stores.openEvents(events);
  return async (key) => levelsOf((await store).query(queryOf(key)));
}

function queryOf(key: string): FunnelQuery {
  const [steps = '', window = '', modes = ''] = key.split('|');
  const clickhouse = modesOf(modes === 'default' ? [] : modes.split('+'));
  return { funnel: { steps: [...steps], within: Number(window.slice(1)), preset: { clickhouse }, samples: 1000 } };
}
