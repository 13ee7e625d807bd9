import { attribute, member, NULL } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { nameOf } from './json.js';

export const DEFAULT_KIND = 'user';

export const isKind = (kind: string): boolean => kind !== 'kind' && /^[\w.-]+$/.test(kind);
/** The attribute that holds the context of a kind. `user` is the user's key for everybody else, and no kind has a dollar sign in its name. */
export const attributeOfKind = (kind: string): string => (kind === DEFAULT_KIND ? '$user' : kind);

/** A context of `kind`, null when there is none. */
export function contextOf(kind: unknown): Expr {
  const name = nameOf(kind) ?? DEFAULT_KIND;
  return isKind(name) ? attribute(attributeOfKind(name)) : NULL;
}
/** The key of the context of `kind`, null when there is none. */
export const keyOf = (kind: unknown): Expr => member(contextOf(kind), 'key');

/**
 * What an attribute reference reads from the context of `kind`; undefined when it is no valid reference. Data without a kind is older than
 * references: then the text is a name as it stands. The attribute `kind` is the list of the kinds that there are, of whatever kind it is asked.
 */
export function attributeOf(reference: unknown, kind: unknown): Expr | undefined {
  const text = nameOf(reference);
  const path = text === undefined || nameOf(kind) === undefined ? text && [text] : pathOf(text);
  if (!path) return undefined;
  if (path.length === 1 && path[0] === 'kind') return attribute('kind');
  return path.reduce(member, contextOf(kind));
}

/** `/a/b~1c` is the member "b/c" of "a"; what does not begin with a slash is one name. */
function pathOf(reference: string): string[] | undefined {
  if (!reference.startsWith('/')) return reference === '_meta' ? undefined : [reference];
  const path = reference.slice(1).split('/');
  if (path[0] === '_meta' || path.some((part) => part === '' || /~(?![01])/.test(part))) return undefined;
  return path.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
