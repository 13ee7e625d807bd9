import { and, attribute, FALSE, member, not, or, TRUE, text } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import type { ConditionScope } from './condition.js';
import type { Fields, UrlPattern } from './fields.js';
import { found } from './operators.js';
import { URL_PARTS } from './reserved.js';

/** An address taken apart, as `URL_PARTS` holds it; `undefined` when it is none. Of parameters given twice the first counts. */
export function urlParts(url: string): Fields | undefined {
  const parsed = urlOf(url, 'https://_');
  if (parsed === undefined) return undefined;
  const { href, origin, host, pathname, hash, searchParams } = parsed;
  const query = Object.fromEntries([...searchParams].reverse());
  return { href, rest: href.slice(origin.length), host, path: pathname, hash, query };
}

/** Whether the page is none of the excluded ones, and one of the included ones if there are any. */
export function targetsUrl(patterns: readonly UrlPattern[], scope: ConditionScope): Expr {
  if (patterns.length === 0) return FALSE;
  const match = ({ type, pattern }: UrlPattern): Expr =>
    type === 'regex' ? matchesRegex(pattern, scope) : type === 'simple' ? matchesSimple(pattern, scope) : FALSE;
  const excluded = patterns.filter(({ include }) => include === false);
  const included = patterns.filter(({ include }) => include !== false);
  return and(...excluded.map((one) => not(match(one))), included.length === 0 ? TRUE : or(...included.map(match)));
}

/** Found in the whole address or in what follows its origin. */
function matchesRegex(pattern: string, scope: ConditionScope): Expr {
  const whole = found(pattern, false, part('href'), scope);
  const rest = found(pattern, false, part('rest'), { ...scope, report: () => {} });
  return whole === undefined || rest === undefined ? FALSE : or(whole, rest);
}

/** Host, path, fragment and parameters one by one, as far as the pattern has them; "*" stands for any text. */
function matchesSimple(pattern: string, scope: ConditionScope): Expr {
  const wanted = urlOf(pattern.replace(/^([^:/?]*)\./i, 'https://$1.').replaceAll('*', ANY), `https://${ANY}`);
  if (wanted === undefined) return FALSE;
  const parts: [actual: Expr, wanted: string][] = [
    [part('host'), escaped(wanted.host)],
    // A slash at either end of the path may be there or not.
    [part('path'), `/?${escaped(wanted.pathname).replace(/(^\/|\/$)/g, '')}/?`],
  ];
  if (wanted.hash !== '') parts.push([part('hash'), escaped(wanted.hash)]);
  for (const [name, value] of wanted.searchParams) parts.push([or(member(part('query'), name), text('')), escaped(value)]);
  return and(
    ...parts.filter(([, pattern]) => pattern !== '.*').map(([actual, pattern]) => found(`^${pattern}$`, true, actual, scope) ?? FALSE),
  );
}

/** What stands for "*" while a pattern is parsed as an address; a host may not hold a "*". */
const ANY = '_____';
const escaped = (part: string): string => part.replace(/[*.+?^${}()|[\]\\]/g, '\\$&').replaceAll(ANY, '.*');
const part = (name: string): Expr => member(attribute(URL_PARTS), name);

/**
 * The address to go to, with the parameters of the page that it does not have itself when `keepQuery`; as it is when either is no whole
 * address.
 */
export function redirectUrl(target: string, page: string, keepQuery: boolean): string {
  const [to, from] = [urlOf(target), urlOf(page)];
  if (!keepQuery || to === undefined || from === undefined) return target;
  for (const [name, value] of from.searchParams) if (!to.searchParams.has(name)) to.searchParams.set(name, value);
  return to.toString();
}

function urlOf(url: string, base?: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}
