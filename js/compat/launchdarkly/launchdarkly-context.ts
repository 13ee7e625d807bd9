import { DEFAULT_KIND } from './attribute-reference.js';
import { type Fields, isFields, isGiven, nameOf } from './json.js';

/** One attribute per kind of context, each an object, and the list of the kinds as `kind`. */
export type LaunchDarklyAttributes = Readonly<Record<string, unknown>>;

const BUILT_IN = ['name', 'ip', 'firstName', 'lastName', 'email', 'avatar', 'country'];

/**
 * The attributes that imported flags read: of a context of one kind, of several kinds (`kind: "multi"`), or of a user as they were before
 * there were kinds. Undefined when the context is invalid, for which the vendor's answer is the error USER_NOT_SPECIFIED.
 */
export function launchdarklyContext(context: unknown): LaunchDarklyAttributes | undefined {
  if (!isFields(context)) return undefined;
  const { kind } = context;
  if (!isGiven(kind)) return isGiven(context['key']) ? attributesOf([[DEFAULT_KIND, userOf(context)]]) : undefined;
  const contexts = kind === 'multi' ? Object.entries(context).filter(([name]) => name !== 'kind') : [[kind, context] as const];
  return contexts.length > 0 && contexts.every(isContext) ? attributesOf(contexts) : undefined;
}

const isContext = (entry: readonly [unknown, unknown]): entry is readonly [string, Fields] => {
  const [kind, context] = entry;
  return typeof kind === 'string' && kind !== 'kind' && /^[\w.-]+$/.test(kind) && isFields(context) && nameOf(context['key']) !== undefined;
};

function attributesOf(contexts: readonly (readonly [string, Fields])[]): LaunchDarklyAttributes {
  return Object.fromEntries<unknown>([
    ['kind', contexts.map(([kind]) => kind)],
    ...contexts.map(([kind, { _meta, ...context }]) => [kind, { ...context, anonymous: Boolean(context['anonymous']) }] as const),
  ]);
}

/** A user's own attributes are under `custom`; any key will do. */
function userOf(user: Fields): Fields {
  const custom = isFields(user['custom']) ? user['custom'] : {};
  const builtIn = [...BUILT_IN, 'anonymous'].filter((name) => isGiven(user[name])).map((name) => [name, user[name]]);
  return { ...custom, ...Object.fromEntries(builtIn), key: textOf(user['key']) };
}

/** As JavaScript's String(), but that an object cannot have its own say in it. */
const textOf = (key: unknown): string => (typeof key === 'object' ? '[object Object]' : String(key));
