import type { Context } from '../../client/types.js';
import { attributeOfKind, DEFAULT_KIND, isKind } from './attribute-reference.js';
import { type Fields, isFields, isGiven, nameOf } from './json.js';

const BUILT_IN = ['name', 'ip', 'firstName', 'lastName', 'email', 'avatar', 'country'];

/**
 * The attributes that imported flags read: an object per kind of context under its kind, that of the kind `user` under `$user`; the list of the
 * kinds as `kind`; and for Assay's own use the user's key, when it is not empty, as `user`. Takes a context of one kind, of several kinds (`kind: "multi"`), or of a user as they were before
 * there were kinds. `undefined` when the context is invalid, for which the vendor's answer is the error USER_NOT_SPECIFIED.
 */
export function launchdarklyContext(context: unknown): Context | undefined {
  if (!isFields(context)) return undefined;
  const { kind } = context;
  if (!isGiven(kind)) return isGiven(context['key']) ? attributesOf([[DEFAULT_KIND, userOf(context)]]) : undefined;
  const contexts = kind === 'multi' ? Object.entries(context).filter(([name]) => name !== 'kind') : [[kind, context] as const];
  return contexts.length > 0 && contexts.every(isContext) ? attributesOf(contexts) : undefined;
}

const isContext = (entry: readonly [unknown, unknown]): entry is readonly [string, Fields] => {
  const [kind, context] = entry;
  return typeof kind === 'string' && isKind(kind) && isFields(context) && nameOf(context['key']) !== undefined;
};

function attributesOf(contexts: readonly (readonly [string, Fields])[]): Context {
  const user = contexts.find(([kind]) => kind === DEFAULT_KIND)?.[1]['key'];
  return Object.fromEntries<unknown>([
    ['kind', contexts.map(([kind]) => kind)],
    ...contexts.map(([kind, context]) => [attributeOfKind(kind), ownAttributes(context)] as const),
    ...(nameOf(user) === undefined ? [] : [['user', user] as const]),
  ]) as Context;
}

/** Without what is `undefined`, which no value of a context may be. */
const ownAttributes = ({ _meta, anonymous, ...context }: Fields): Fields =>
  Object.fromEntries([...Object.entries(context).filter(([, value]) => value !== undefined), ['anonymous', Boolean(anonymous)]]);

/** A user's own attributes are under `custom`; any key will do. */
function userOf(user: Fields): Fields {
  const custom = isFields(user['custom']) ? user['custom'] : {};
  const builtIn = [...BUILT_IN, 'anonymous'].filter((name) => isGiven(user[name])).map((name) => [name, user[name]]);
  return { ...custom, ...Object.fromEntries(builtIn), key: textOf(user['key']) };
}

/** As JavaScript's String(), but that an object cannot have its own say in it. */
const textOf = (key: unknown): string => (typeof key === 'object' ? '[object Object]' : String(key));
