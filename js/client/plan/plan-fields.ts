import { AssayError } from '../../shared/errors.js';

/** The members of a JSON object. A Map, because one may be called `__proto__`. */
export type Members = ReadonlyMap<string, unknown>;

/** Refuses a plan: `path` is where, `rule` what it must be. */
export function fail(path: string, rule: string): never {
  throw new AssayError('INVALID_ARGUMENT', `${path}: ${rule}`);
}

/** The path of a member. */
export const at = (path: string, name: string): string =>
  /^[A-Za-z_][\w-]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name.slice(0, 100))}]`;

/**
 * The members of an object.
 * @param known the only names it may have; absent: any
 * @throws AssayError INVALID_ARGUMENT for what is no object, or has another member
 */
export function membersOf(value: unknown, path: string, known?: readonly string[]): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(path, 'must be an object');
  const members = new Map<string, unknown>(Object.entries(value));
  const unknown = known && [...members.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) fail(at(path, unknown), `is not known here; there are ${known?.join(', ')}`);
  return members;
}

/** What `read` makes of a member, or `undefined` when there is none. */
export function optional<T>(members: Members, name: string, read: (value: unknown) => T): T | undefined {
  const value = members.get(name);
  return value === undefined ? undefined : read(value);
}

/** A text member, or `undefined` when there is none. @throws AssayError INVALID_ARGUMENT */
export function textOrAbsent(members: Members, name: string, path: string): string | undefined {
  return optional(members, name, (value) => (typeof value === 'string' ? value : fail(`${path}.${name}`, 'must be a text')));
}

/** A member that is one of `values`, or `undefined` when there is none. @throws AssayError INVALID_ARGUMENT */
export function oneOf<T extends string>(members: Members, name: string, path: string, values: readonly T[]): T | undefined {
  return optional(
    members,
    name,
    (value) => values.find((one) => one === value) ?? fail(`${path}.${name}`, `must be one of ${values.join(', ')}`),
  );
}
