import type { ConditionScope } from './condition.js';
import { and, attribute, type Expr, FALSE, member, not, or, text } from './exprs.js';
import type { Fields, UrlPattern } from './fields.js';
import { found } from './operators.js';
import { URL_PARTS } from './reserved.js';

/** An address taken apart, as `URL_PARTS` holds it; `undefined` when it is none. Of parameters given twice the first counts. */
export function urlParts(url: string): Fields | undefined {
  const parsed = urlOf(url, 'https://_');
  if (!parsed) return undefined;
  const { href, origin, host, pathname, hash, searchParams } = parsed;
  return { href, rest: href.slice(origin.length), host, pathname, hash, query: Object.fromEntries([...searchParams].reverse()) };
}

/** Whether the page is none of the excluded ones, and one of the included ones if there are any. No patterns target no page. */
export function targetsUrl(patterns: readonly UrlPattern[], scope: ConditionScope): Expr {
  const match = ({ type, pattern }: UrlPattern): Expr => {
    if (type === 'simple') return matchesSimple(pattern, scope);
    // Found in the whole address or in what follows its origin.
    return (type === 'regex' && found(pattern, false, scope, part('href'), part('rest'))) || FALSE;
  };
  const excluded = patterns.filter(({ include }) => include === false);
  const included = patterns.filter(({ include }) => include !== false);
  return and(...excluded.map((one) => not(match(one))), ...(excluded.length && !included.length ? [] : [or(...included.map(match))]));
}

/** Host, path, fragment and parameters one by one, as far as the pattern has them; "*" stands for any text. */
function matchesSimple(pattern: string, scope: ConditionScope): Expr {
  const wanted = urlOf(pattern.replace(/^([^:/?]*)\./i, 'https://$1.').replaceAll('*', ANY), `https://${ANY}`);
  if (!wanted) return FALSE;
  const { host, pathname, hash, searchParams } = wanted;
  const parts: [actual: Expr, wanted: string][] = [
    [part('host'), escaped(host)],
    // A slash at either end of the path may be there or not.
    [part('pathname'), `/?${escaped(pathname).replace(/(^\/|\/$)/g, '')}/?`],
    [part('hash'), escaped(hash) || ANYTHING],
    ...Array.from(searchParams, ([name, value]): [Expr, string] => [or(member(part('query'), name), text('')), escaped(value)]),
  ];
  return and(
    ...parts.filter(([, pattern]) => pattern !== ANYTHING).map(([actual, pattern]) => found(`^${pattern}$`, true, scope, actual) ?? FALSE),
  );
}

/** What stands for "*" while a pattern is parsed as an address; a host may not hold a "*". */
const ANY = '_____';
const ANYTHING = '.*';
const escaped = (part: string): string => part.replace(/[*.+?^${}()|[\]\\]/g, '\\$&').replaceAll(ANY, ANYTHING);
const part = (name: string): Expr => member(attribute(URL_PARTS), name);

/** The address to go to, with the parameters of the page that it does not have itself; as it is when either is no whole address. */
export function redirectUrl(target: string, page: string): string {
  const to = urlOf(target);
  const from = urlOf(page);
  if (!to || !from) return target;
  for (const [name, value] of from.searchParams) if (!to.searchParams.has(name)) to.searchParams.set(name, value);
  return to.href;
}

function urlOf(url: string, base?: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}
