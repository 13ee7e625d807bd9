import { attribute, equals, get, isNull, item, list, lessOrEqual, NOW, NULL, not, number, or, text } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { type Compiler, LogicError } from './compiler.js';

/** `{"var": path}` or `{"var": [path, otherwise]}`. */
export function variable([path, otherwise]: readonly unknown[], on: Compiler): Expr {
  const value = lookUp(path ?? '', on);
  return otherwise === undefined || otherwise === null ? value : ['if', not(isNull(value)), value, on.expr(otherwise)];
}

/** The value at a path of names and indexes between dots; null when there is none. */
function lookUp(path: unknown, on: Compiler): Expr {
  if (typeof path !== 'string' && typeof path !== 'number') throw new LogicError('var: a path that is computed is not supported');
  const names = String(path).split('.');
  if (path === '') return whole(on);
  const [first, ...rest] = names as [string, ...string[]];
  return rest.reduce(get, start(first, on));
}

function whole({ scope }: Compiler): Expr {
  if (scope === 'context') throw new LogicError('var: the whole context is not supported');
  return scope === 'item' ? item() : ['object', ['current', 'accumulator'], item(), ['accumulator']];
}

function start(name: string, on: Compiler): Expr {
  if (on.scope === 'item') return get(item(), name);
  if (on.scope === 'reduce') return name === 'current' ? item() : name === 'accumulator' ? ['accumulator'] : NULL;
  return name === '$flagd' ? ['object', ['flagKey', 'timestamp'], text(on.flagKey), SECONDS] : attribute(name);
}

const SECONDS: Expr = ['divide', ['subtract', NOW, ['modulo', NOW, number(1000)]], number(1000)];

/** `{"missing": [path, …]}`: the paths at which there is nothing, or "". */
export function missing(args: readonly unknown[], on: Compiler): Expr {
  const paths = Array.isArray(args[0]) ? (args[0] as readonly unknown[]) : args;
  const none = (path: unknown): Expr => {
    const value = lookUp(path, on);
    return ['if', or(isNull(value), equals(value, text(''))), list(typeof path === 'number' ? number(path) : text(String(path))), list()];
  };
  return ['merge', ...paths.map(none)];
}

/** `{"missing_some": [least, [path, …]]}`: nothing when at least so many are there, else the missing ones. */
export function missingSome([least, paths]: readonly unknown[], on: Compiler): Expr {
  if (!Array.isArray(paths)) throw new LogicError('missing_some: needs a list of paths');
  const absent = missing([paths], on);
  const present: Expr = ['subtract', number(paths.length), ['length', absent]];
  return ['if', lessOrEqual(on.expr(least), present), list(), absent];
}
