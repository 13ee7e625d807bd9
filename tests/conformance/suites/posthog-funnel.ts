import type { FunnelOrder, FunnelQuery, Scalar } from '../../../js/shared/query.js';
import type { FunnelCounts } from '../../../js/shared/result.js';
import type { EventStores } from '../events.js';
import { levelsOf } from '../funnel-levels.js';
import { expectSame } from '../report.js';
import type { Case, Suite } from '../run.js';

interface Test {
  readonly id: string;
  readonly order: string;
  readonly steps: readonly string[];
  readonly window_s: number;
  /** Steps are counted from 0. */
  readonly exclusions?: readonly { readonly event: string; readonly from_step: number; readonly to_step: number }[];
  readonly breakdown?: string;
  readonly attribution?: string;
  /** Times in seconds, in the order in which PostHog's test creates the events. */
  readonly users: Readonly<Record<string, readonly (readonly [time: number, name: string, props?: Readonly<Record<string, Scalar>>])[]>>;
  /** Of all users, or by value of the breakdown. */
  readonly expected: Readonly<Record<string, unknown>>;
}

const ORDERS: Readonly<Record<string, FunnelOrder>> = { ordered: 'ordered', strict: 'strict', unordered: 'any' };
const TOUCHES = { first_touch: 'first', last_touch: 'last', all_events: 'all' } as const;

/** PostHog's funnels, as its tests ask for them. */
export const suite: Suite = {
  name: 'posthog-funnel',
  *cases(_path, content): Iterable<Case> {
    for (const test of content as readonly Test[]) {
      yield {
        name: test.id,
        async run(evaluator) {
          const store = await (evaluator as unknown as EventStores).openEvents(eventsOf(test));
          const { groups, ...all } = store.query(queryOf(test));
          if (test.breakdown === undefined) return expectSame(test.expected, answered(all, test.expected));
          const got = groups.map((group) => {
            const value = String(group.key[test.breakdown as string]);
            return [value, answered(group, (test.expected[value] ?? {}) as Test['expected'])];
          });
          return expectSame(test.expected, Object.fromEntries(got));
        },
      };
    }
  },
};

const eventsOf = ({ users }: Test) =>
  Object.entries(users).flatMap(([user, events]) =>
    events.map(([time, name, props]) => ({ name, time: time * 1000, user, ...(props && { props }) })),
  );

function queryOf({ steps, window_s, order, exclusions = [], breakdown, attribution }: Test): FunnelQuery {
  return {
    funnel: {
      steps,
      within: window_s * 1000,
      order: known(ORDERS, order),
      preset: 'posthog',
      exclude: exclusions.map(({ event, from_step, to_step }) => ({ event, between: [from_step + 1, to_step + 1] })),
      ...(attribution !== undefined && { touch: known(TOUCHES, attribution) }),
      samples: 1000,
    },
    ...(breakdown !== undefined && { by: breakdown }),
  };
}

function known<T>(names: Readonly<Record<string, T>>, name: string): T {
  if (!Object.hasOwn(names, name)) throw new Error(`unknown: ${name}`);
  return names[name] as T;
}

/** The members that are expected, as they are. */
function answered(funnel: FunnelCounts, expected: Test['expected']): unknown {
  const { steps, timeToConvert } = funnel;
  const counts = steps.map(({ count }) => count);
  const levels = [...levelsOf(funnel)];
  const level = counts.filter((count) => count > 0).length;
  const got: Readonly<Record<string, unknown>> = {
    counts,
    step1_count: counts[0],
    last_step_count: counts.at(-1),
    median_s: timeToConvert.medianMs === null ? null : timeToConvert.medianMs / 1000,
    level,
    step_bitfield: 2 ** level - 1,
    timings: steps.flatMap(({ timeFromPrevious }) => (timeFromPrevious?.meanMs == null ? [] : [timeFromPrevious.meanMs / 1000])),
  };
  const usersAt = (step: number): readonly string[] => levels.flatMap(([user, reached]) => (reached >= step ? [user] : [])).sort();
  return Object.fromEntries(
    Object.keys(expected).map((name) => {
      const step = /^step(\d+)_users$/.exec(name)?.[1];
      return [name, step === undefined ? got[name] : usersAt(Number(step))];
    }),
  );
}
