import { and, equals, FALSE, lessOrEqual, number, oneOfTexts, text } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';

/** Versions as semver 2.0.0 writes them, no "v" in front and nothing left out. */
const STRICT = 0;

const FORM = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;
const MAX_LENGTH = 255;

/**
 * A version of a Split definition in the form that versions are compared in, which is without leading zeros; undefined when it is none.
 * A limit: a version in the context that has leading zeros is not recognised, where Split would pass over them.
 */
export function splitVersion(version: string): string | undefined {
  const match = version.length <= MAX_LENGTH ? FORM.exec(version) : null;
  if (match === null) return undefined;
  const [, major, minor, patch, preRelease, build] = match;
  const numbers = [major, minor, patch].map((digits) => withoutZeros(digits as string)).join('.');
  const tail = preRelease === undefined ? '' : `-${preRelease.split('.').map(withoutZeros).join('.')}`;
  return build === undefined ? numbers + tail : `${numbers}${tail}+${build}`;
}

const withoutZeros = (part: string): string => (/^\d+$/.test(part) ? part.replace(/^0+(?=\d)/, '') : part);

const order = (left: Expr, right: Expr): Expr => ['compare_versions', STRICT, left, right];
const isAtMostZero = (value: Expr): Expr => lessOrEqual(value, number(0));

/** Split's EQUAL_TO_SEMVER, for which build metadata counts. */
export const splitEqualVersion = (field: Expr, version: string): Expr => splitOneOfVersions(field, [version]);

/** Split's IN_LIST_SEMVER. */
export function splitOneOfVersions(field: Expr, versions: readonly string[]): Expr {
  const known = versions.map(splitVersion).filter((version) => version !== undefined);
  if (known.length === 0) return FALSE;
  return known.length === 1 ? equals(field, text(known[0] as string)) : oneOfTexts(field, known);
}

/** Split's GREATER_THAN_OR_EQUAL_TO_SEMVER. */
export const splitFromVersion = (field: Expr, version: string): Expr =>
  withVersion(version, (constant) => isAtMostZero(order(constant, field)));

/** Split's LESS_THAN_OR_EQUAL_TO_SEMVER. */
export const splitUpToVersion = (field: Expr, version: string): Expr =>
  withVersion(version, (constant) => isAtMostZero(order(field, constant)));

/** Split's BETWEEN_SEMVER, both ends included. */
export const splitBetweenVersions = (field: Expr, start: string, end: string): Expr =>
  and(splitFromVersion(field, start), splitUpToVersion(field, end));

function withVersion(version: string, make: (constant: Expr) => Expr): Expr {
  const known = splitVersion(version);
  return known === undefined ? FALSE : make(text(known));
}
