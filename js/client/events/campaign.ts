import type { Registered } from './visitor.js';

const MAX_TEXT = 256;

/**
 * Where the page was reached from: its `utm_*` parameters, in ascending order of their names, and as `$referrer` the host of the page before,
 * unless that is this site's own. Empty when it says neither.
 */
export function campaignOf(
  search: string = globalThis.location?.search ?? '',
  referrer: string = globalThis.document?.referrer ?? '',
): Registered {
  const tags = [...new URLSearchParams(search)].filter(([name, value]) => name.startsWith('utm_') && value !== '');
  const host = hostOf(referrer);
  const isElsewhere = host !== '' && host !== globalThis.location?.host;
  return Object.fromEntries(
    [...tags.sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, 10), ...(isElsewhere ? [['$referrer', host] as const] : [])].map(
      ([name, value]) => [name.slice(0, MAX_TEXT).toWellFormed(), value.slice(0, MAX_TEXT).toWellFormed()],
    ),
  );
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return '';
  }
}
