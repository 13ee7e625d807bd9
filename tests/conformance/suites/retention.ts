import type { SequenceQuery } from '../../../js/shared/query.js';
import type { BatchEvent } from '../../../js/wire/batch-builder.js';
import type { EventStore, EventStores } from '../events.js';
import { expectSame } from '../report.js';
import type { Case, Suite } from '../run.js';

interface Test {
  /** Days of August 2018: the conditions. */
  readonly days: readonly string[];
  /** Of `retention()` over all users, by condition. */
  readonly sums: readonly number[];
}

interface File {
  /** `uid 0..79 active on 2018-08-06; 0..49 on 08-07; …` */
  readonly data: string;
  readonly cases: readonly Test[];
  /** One more user, who was there on the 7th alone. */
  readonly databend_extra?: unknown;
}

/** `retention` of ClickHouse: of the users who met the first condition, how many met each other one. */
export const suite: Suite = {
  name: 'retention',
  *cases(_path, content): Iterable<Case> {
    const file = content as File;
    const events = [...file.data.matchAll(/(\d+)\.\.(\d+)[^;]*?08-(\d+)/g)].flatMap(([, first, last, day]) =>
      Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => eventOf(`${Number(first) + i}`, day as string)),
    );
    if (file.databend_extra !== undefined) events.push(eventOf('999', '07'));
    let opened: Promise<EventStore> | undefined;
    for (const { days, sums } of file.cases) {
      yield {
        name: days.join(' '),
        async run(evaluator) {
          opened ??= (evaluator as unknown as EventStores).openEvents(events);
          const { conditions } = (await opened).query(queryOf(days));
          return expectSame(
            sums,
            conditions.map(({ retained }) => retained.successes),
          );
        },
      };
    }
  },
};

const eventOf = (user: string, day: string): BatchEvent => ({
  name: 'active',
  time: Date.UTC(2018, 7, Number(day)),
  user,
  props: { day },
});

const queryOf = (days: readonly string[]): SequenceQuery => ({
  sequence: { conditions: days.map((day) => ({ event: 'active', where: { day } })) },
});
