import type { FunnelQuery, Scalar, WindowFunnelModes } from '../../../js/shared/query.js';
import type { BatchEvent } from '../../../js/wire/batch-builder.js';
import type { EventStore, EventStores } from '../events.js';
import { levelsOf } from '../funnel-levels.js';
import { expectSame } from '../report.js';
import type { Case, Suite } from '../run.js';

interface Step {
  readonly field: string;
  readonly op: keyof typeof OPERATORS;
  readonly value: Scalar;
}

/** Times and windows are in one unit, whatever it is: here milliseconds. */
interface Test {
  readonly id: string;
  readonly window: number;
  readonly modes: readonly string[];
  readonly steps: readonly Step[];
  readonly events: readonly { readonly ts: number; readonly [field: string]: Scalar }[];
  readonly expected_level: number | null;
  /** What ClickHouse 26.7.2.1 answers, where its tests assert nothing. */
  readonly chdb_26_7_2_1?: number;
}

const OPERATORS = { '=': 'equals', '!=': 'not_equals', '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' } as const;

/** `windowFunnel` of ClickHouse: one stream of events a case, and the level it reaches. */
export const suite: Suite = {
  name: 'window-funnel',
  *cases(_path, content): Iterable<Case> {
    const tests = content as readonly Test[];
    let opened: Promise<EventStore> | undefined;
    for (const test of tests) {
      yield {
        name: test.id,
        async run(evaluator) {
          opened ??= (evaluator as unknown as EventStores).openEvents(tests.flatMap(eventsOf));
          const levels = levelsOf((await opened).query(queryOf(test)));
          return expectSame(test.expected_level ?? test.chdb_26_7_2_1, levels.get(test.id) ?? 0);
        },
      };
    }
  },
};

/** The cases are users of one store. */
const eventsOf = ({ id, events }: Test): readonly BatchEvent[] =>
  events.map(({ ts, ...props }) => ({ name: 'e', time: ts, user: id, props: { ...props, case: id } }));

const queryOf = ({ id, steps, window, modes }: Test): FunnelQuery => ({
  funnel: {
    steps: steps.map(({ field, op, value }) => ({ where: { [field]: { [OPERATORS[op]]: value } } })),
    within: window,
    preset: { clickhouse: modesOf(modes) },
    samples: 1000,
  },
  filter: { case: id },
});

/** Modes by ClickHouse's names; an unknown one is refused by name. */
export const modesOf = (modes: readonly string[]): WindowFunnelModes =>
  Object.fromEntries(modes.map((mode) => [mode.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), true]));
