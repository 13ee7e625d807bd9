import type { PlanProblem, PlanProblemCount } from '../../shared/plan.js';

/** Unknown names of events, and of properties, that are told apart; a page that makes names up must not fill the memory. */
const MAX_UNKNOWN_NAMES = 100;

/** Counts problems by event and property. */
export class ProblemCounts {
  readonly #counts = new Map<string, { -readonly [Field in keyof PlanProblemCount]: PlanProblemCount[Field] }>();
  readonly #unknownEvents = new Set<string>();
  readonly #unknownProperties = new Set<string>();

  add(event: string, property: string | undefined, problem: PlanProblem): void {
    const row = this.#row(event, property, problem);
    const name = key(row);
    const known = this.#counts.get(name);
    if (known === undefined) this.#counts.set(name, { ...row, count: 1 });
    else known.count++;
  }

  /** The name under which such a problem is counted. */
  nameOf(event: string, property: string | undefined, problem: PlanProblem): string {
    return key(this.#row(event, property, problem));
  }

  list(): readonly PlanProblemCount[] {
    return [...this.#counts.values()].map((row) => ({ ...row }));
  }

  #row(event: string, property: string | undefined, problem: PlanProblem): Omit<PlanProblemCount, 'count'> {
    if (property === undefined) return { event: among(this.#unknownEvents, event), problem };
    return { event, property: problem === 'unknown_property' ? among(this.#unknownProperties, property) : property, problem };
  }
}

const key = ({ event, property, problem }: Omit<PlanProblemCount, 'count'>): string => JSON.stringify([problem, event, property]);

function among(names: Set<string>, name: string): string | null {
  if (names.size < MAX_UNKNOWN_NAMES) names.add(name);
  return names.has(name) ? name : null;
}
