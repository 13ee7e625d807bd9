import type { SequenceQuery } from '../../../js/shared/query.js';
import type { SequenceResult } from '../../../js/shared/result.js';
import type { BatchEvent } from '../../../js/wire/batch-builder.js';
import type { EventStore, EventStores } from '../events.js';
import { expectSame, type Outcome } from '../report.js';
import type { Case, Suite } from '../run.js';

/** A pattern and what ClickHouse answers. */
type Expected<T> = readonly (readonly [pattern: string, answer: T])[];

interface Group {
  /** `data=N`. */
  readonly conditions: readonly string[];
  readonly sequenceMatch: Expected<number>;
  readonly sequenceCount: Expected<number>;
  readonly sequenceMatchEvents: Expected<readonly number[]>;
}

type File = Group & {
  /** One user's events: time, in whatever unit, and `data`. */
  readonly events_time_data: readonly (readonly [time: number, data: number])[];
  readonly two_conditions: Group;
};

/** `sequenceMatch`, `sequenceCount` and `sequenceMatchEvents` of ClickHouse. */
export const suite: Suite = {
  name: 'sequence',
  *cases(_path, content): Iterable<Case> {
    const file = content as File;
    const events = file.events_time_data.map(([time, data]): BatchEvent => ({ name: 'e', time, user: 'u', props: { data } }));
    let opened: Promise<EventStore> | undefined;
    for (const group of [file, file.two_conditions]) {
      const ask = (name: string, [pattern, expected]: readonly [string, unknown], answerOf: (result: SequenceResult) => unknown): Case => ({
        name: `${name} ${pattern} of ${group.conditions.length} conditions`,
        async run(evaluator): Promise<Outcome> {
          opened ??= (evaluator as unknown as EventStores).openEvents(events);
          return expectSame(expected, answerOf((await opened).query(queryOf(group, pattern))));
        },
      });
      for (const test of group.sequenceMatch) yield ask('sequenceMatch', test, (result) => result.matched?.successes);
      for (const test of group.sequenceCount) yield ask('sequenceCount', test, (result) => result.matches);
      for (const test of group.sequenceMatchEvents) yield ask('sequenceMatchEvents', test, (result) => result.samples[0]?.times);
    }
  },
};

const queryOf = ({ conditions }: Group, pattern: string): SequenceQuery => ({
  sequence: {
    conditions: conditions.map((condition) => ({ where: { data: Number(condition.replace('data=', '')) } })),
    pattern,
    unit: 'ms',
    samples: 1,
  },
});
