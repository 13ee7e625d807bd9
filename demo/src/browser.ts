import type { Browser } from './events.js';

/** The family of a browser by its user-agent text; those not in the list count as the family they are built on. */
export function browserFamily(userAgent: string): Browser {
  if (/\bEdg(e|A|iOS)?\//.test(userAgent)) return 'edge';
  if (/\b(Firefox|FxiOS)\//.test(userAgent)) return 'firefox';
  return /\b(Chrome|Chromium|CriOS)\//.test(userAgent) ? 'chrome' : 'safari';
}
