import { Refused, type Rejection } from '../../shared/check-event.js';
import { AssayError } from '../../shared/errors.js';
import type { PiiClass, PlanAction, PlanProblem, PlanReport } from '../../shared/plan.js';
import type { Scalar } from '../../shared/query.js';
import { ProblemCounts } from './problem-counts.js';
import { type EventRules, type PlanRules, readPlan } from './read-plan.js';
import { type PropertyRules, problemOf } from './read-property.js';

type Props = Readonly<Record<string, Scalar>>;
type Action = PlanAction | 'drop';

interface Finding {
  readonly property?: string;
  readonly problem: PlanProblem;
  readonly action: Action;
}

const REJECTIONS = { unknown_event: 'unknown_event', unknown_property: 'unknown_property' } as const;
/** What Assay itself puts into `$identify`. */
const LINK = 'anonymous_id';

/** Holds events against a tracking plan and counts exactly what differs. Nothing but the constructor throws. */
export class PlanChecker {
  readonly #rules: PlanRules;
  readonly #counts = new ProblemCounts();
  readonly #warned = new Set<string>();
  #checked = 0;
  #refused = 0;

  /**
   * @param plan JSON text, or the parsed object
   * @param allowPii classes whose values are recorded; `true` for all
   * @throws AssayError INVALID_ARGUMENT, naming the field that is wrong and its rule
   */
  constructor(
    plan: unknown,
    private readonly allowPii: boolean | readonly PiiClass[],
    private readonly report: (error: AssayError) => void,
  ) {
    this.#rules = readPlan(plan);
  }

  /**
   * An event's properties as they are to be recorded, or why it is not.
   * @param props checked already, and owned: what is not to be recorded is taken out of them
   * @param registered what is recorded with them, checked by `register`
   */
  event(name: string, props: Props | undefined, registered: Props): Props | undefined | Refused {
    if (name === '$identify') return this.#hold(name, this.#rules.traits, props, registered);
    if (name.startsWith('$')) return props;
    const event = this.#rules.events.get(name);
    if (event !== undefined) return this.#hold(name, event, props, registered);
    const action = this.#rules.policy.unknownEvent;
    return this.#settle(name, [{ problem: 'unknown_event', action }], props);
  }

  /** Properties that are to be recorded with every event. */
  registered(props: Props | undefined): Props | undefined | Refused {
    const rules = { description: undefined, properties: this.#rules.shared, required: [], additionalProperties: false };
    return this.#hold('$register', rules, props, {});
  }

  get result(): PlanReport {
    return { checked: this.#checked, refused: this.#refused, problems: this.#counts.list() };
  }

  #hold(event: string, rules: EventRules, props: Props | undefined, registered: Props): Props | undefined | Refused {
    const { policy, shared } = this.#rules;
    const findings: Finding[] = [];
    for (const property in props) {
      const rule = rules.properties.get(property) ?? shared.get(property);
      if (rule !== undefined) this.#checkValue(findings, property, rule, props[property] as Scalar);
      else if (!rules.additionalProperties && !(event === '$identify' && property === LINK))
        findings.push({ property, problem: 'unknown_property', action: policy.unknownProperty });
    }
    for (const property of rules.required) {
      const isThere = (props !== undefined && property in props) || Object.hasOwn(registered, property);
      if (!isThere) findings.push({ property, problem: 'missing', action: policy.invalidEvent });
    }
    return this.#settle(event, findings, props);
  }

  #checkValue(findings: Finding[], property: string, rule: PropertyRules, value: Scalar): void {
    const problem = problemOf(rule, value);
    if (problem !== undefined) findings.push({ property, problem, action: this.#rules.policy.invalidEvent });
    if (!this.#takes(rule.pii)) findings.push({ property, problem: 'pii_dropped', action: 'drop' });
  }

  #takes(pii: PiiClass): boolean {
    if (pii === 'none' || pii === 'pseudonymous') return true;
    return typeof this.allowPii === 'boolean' ? this.allowPii : this.allowPii.includes(pii);
  }

  #settle(event: string, findings: readonly Finding[], props: Props | undefined): Props | undefined | Refused {
    this.#checked++;
    const rejected = findings.find(({ action }) => action === 'reject');
    for (const { property, problem, action } of findings) {
      // Nothing is dropped from what is not recorded at all.
      if (rejected !== undefined && action === 'drop') continue;
      this.#counts.add(event, property, problem);
      if (action === 'drop' && property !== undefined && props !== undefined) delete (props as Record<string, Scalar>)[property];
      if (rejected === undefined && (action === 'warn' || problem === 'unknown_property') && action !== 'accept')
        this.#warn(event, property, problem, action);
    }
    if (rejected === undefined) return props;
    this.#refused++;
    const { problem, property } = rejected;
    const rejection: Rejection = REJECTIONS[problem as keyof typeof REJECTIONS] ?? 'invalid_event';
    return new Refused(rejection, described(event, property, problem));
  }

  #warn(event: string, property: string | undefined, problem: PlanProblem, action: Action): void {
    const name = this.#counts.nameOf(event, property, problem);
    if (this.#warned.has(name)) return;
    this.#warned.add(name);
    const outcome = action === 'drop' ? 'it is recorded without' : 'it is recorded all the same';
    this.report(new AssayError('INVALID_ARGUMENT', `${described(event, property, problem)}; ${outcome}, which is reported once`));
  }
}

const WORDS: Readonly<Record<PlanProblem, string>> = {
  unknown_event: 'is no event of the tracking plan',
  missing: 'is missing, and the tracking plan requires it',
  wrong_type: 'is of another type than in the tracking plan',
  out_of_range: "is outside of the tracking plan's range",
  wrong_length: 'is shorter or longer than in the tracking plan',
  not_in_enum: "is none of the tracking plan's values",
  unknown_property: 'is not in the tracking plan',
  pii_dropped: 'is not recorded',
};

/** Names the event and the property, never the value. */
const described = (event: string, property: string | undefined, problem: PlanProblem): string =>
  property === undefined ? `'${event}' ${WORDS[problem]}` : `property '${property}' of '${event}' ${WORDS[problem]}`;
