import { checkName, MAX_PROPERTIES } from '../../shared/check-event.js';
import { AssayError } from '../../shared/errors.js';
import type { PlanAction, PlanPolicy, TrackingPlan } from '../../shared/plan.js';
import { fail, type Members, membersOf, oneOf, optional, at as pathAt, textOrAbsent } from './plan-fields.js';
import { type PropertyRules, readProperty } from './read-property.js';

const MAX_JSON_CHARACTERS = 1024 * 1024;
export const MAX_PLAN_EVENTS = 2_000;

/** Rules by property name. A Map, because a property may be called `__proto__`. */
export type RulesByName = ReadonlyMap<string, PropertyRules>;

/** One event of a plan that nothing is wrong with. */
export interface EventRules {
  readonly description: string | undefined;
  readonly properties: RulesByName;
  readonly required: readonly string[];
  readonly additionalProperties: boolean;
}

/** A plan that nothing is wrong with. */
export interface PlanRules {
  readonly events: ReadonlyMap<string, EventRules>;
  readonly shared: RulesByName;
  readonly traits: EventRules;
  readonly policy: Required<PlanPolicy>;
}

const ACTIONS: readonly PlanAction[] = ['reject', 'warn', 'accept'];

/**
 * Reads a tracking plan: JSON text, or the parsed object.
 * @throws AssayError INVALID_ARGUMENT or RESOURCE_EXHAUSTED, naming the first field that is wrong and its rule
 */
export function readPlan(source: unknown): PlanRules {
  const plan = membersOf(parsed(source), 'plan', ['$schema', 'format', 'description', 'events', 'properties', 'traits', 'policy']);
  textOrAbsent(plan, '$schema', 'plan');
  textOrAbsent(plan, 'description', 'plan');
  if (plan.get('format') !== 1) fail('plan.format', 'must be 1');
  const shared = optional(plan, 'properties', (value) => readProperties(value, 'plan.properties')) ?? new Map();
  const required = requiredOf(shared);
  if (required.length > 0)
    fail(`${pathAt('plan.properties', required[0] as string)}.required`, 'must not be true: no event has to hold it');
  return {
    events: readEvents(plan.get('events'), shared),
    shared,
    traits: rulesOf(optional(plan, 'traits', (value) => readProperties(value, 'plan.traits')) ?? new Map()),
    policy: readPolicy(plan.get('policy')),
  };
}

/** For whoever has to tell plans from datafiles. */
export function isPlan(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'events' in value && !('flags' in value);
}

function parsed(source: unknown): unknown {
  if (typeof source !== 'string') return source;
  if (source.length > MAX_JSON_CHARACTERS) throw new AssayError('RESOURCE_EXHAUSTED', 'plan: longer than 1 Mi characters');
  try {
    return JSON.parse(source) as TrackingPlan;
  } catch (cause) {
    throw new AssayError('INVALID_ARGUMENT', `plan: not JSON (${(cause as Error).message})`, { cause });
  }
}

function readEvents(value: unknown, shared: RulesByName): ReadonlyMap<string, EventRules> {
  const events = membersOf(value, 'plan.events');
  if (events.size > MAX_PLAN_EVENTS) fail('plan.events', `must be ${MAX_PLAN_EVENTS} at most`);
  return new Map(
    [...events].map(([name, event]) => {
      checkPlanName(name, 'plan.events', 'an event name');
      return [name, readEvent(event, pathAt('plan.events', name), shared)];
    }),
  );
}

function readEvent(value: unknown, path: string, shared: RulesByName): EventRules {
  const event = membersOf(value, path, ['description', 'properties', 'additionalProperties']);
  const additional = event.get('additionalProperties');
  if (additional !== undefined && typeof additional !== 'boolean') fail(`${path}.additionalProperties`, 'must be true or false');
  const properties = optional(event, 'properties', (given) => readProperties(given, `${path}.properties`)) ?? new Map();
  const twice = [...properties.keys()].find((name) => shared.has(name));
  if (twice !== undefined) fail(pathAt(`${path}.properties`, twice), "is in 'plan.properties' too; it may be in one of them");
  return {
    ...rulesOf(properties),
    description: textOrAbsent(event, 'description', path),
    additionalProperties: additional === true,
  };
}

function readProperties(value: unknown, path: string): RulesByName {
  const properties: Members = membersOf(value, path);
  if (properties.size > MAX_PROPERTIES) fail(path, `must be ${MAX_PROPERTIES} at most`);
  return new Map(
    [...properties].map(([name, property]) => {
      checkPlanName(name, path, 'a property name');
      return [name, readProperty(property, pathAt(path, name))];
    }),
  );
}

const rulesOf = (properties: RulesByName): EventRules => ({
  description: undefined,
  properties,
  required: requiredOf(properties),
  additionalProperties: false,
});

const requiredOf = (properties: RulesByName): readonly string[] =>
  [...properties].filter(([, { required }]) => required).map(([name]) => name);

function readPolicy(value: unknown): Required<PlanPolicy> {
  const policy: Members =
    value === undefined ? new Map() : membersOf(value, 'plan.policy', ['unknownEvent', 'invalidEvent', 'unknownProperty']);
  return {
    unknownEvent: oneOf(policy, 'unknownEvent', 'plan.policy', ACTIONS) ?? 'reject',
    invalidEvent: oneOf(policy, 'invalidEvent', 'plan.policy', ACTIONS) ?? 'reject',
    unknownProperty: oneOf(policy, 'unknownProperty', 'plan.policy', [...ACTIONS, 'drop']) ?? 'drop',
  };
}

function checkPlanName(name: string, path: string, what: string): void {
  const refused = checkName(name, 'invalid_name', what);
  if (refused !== undefined) fail(path, refused.message);
  if (name.startsWith('$')) fail(pathAt(path, name), "names that begin with '$' are Assay's own");
}
