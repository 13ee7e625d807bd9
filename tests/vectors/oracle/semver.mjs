// Precedence of semantic versions (semver.org 2.0.0, section 11) with the liberties of core/assay/targeting/semver.h.

const NUMBER = '(?:0|[1-9][0-9]*)';
const IDENTIFIER = `(?:${NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`;
const BUILD = '[0-9A-Za-z-]+';
const FORM = new RegExp(
  `^v?(${NUMBER})(?:\\.(${NUMBER})(?:\\.(${NUMBER}))?)?(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?(?:\\+${BUILD}(?:\\.${BUILD})*)?$`,
);
const MAX_BYTES = 255;

/** The parts of a version, or undefined when `text` is none. */
export function parseVersion(text) {
  const match = text.length <= MAX_BYTES ? FORM.exec(text) : null;
  if (match === null) return undefined;
  const [, major, minor = '0', patch = '0', pre] = match;
  return { numbers: [major, minor, patch].map(BigInt), pre: pre === undefined ? [] : pre.split('.') };
}

const sign = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function compareIdentifiers(a, b) {
  const numeric = [a, b].map((identifier) => /^[0-9]+$/.test(identifier));
  if (numeric[0] && numeric[1]) return sign(BigInt(a), BigInt(b));
  if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
  return sign(a, b);
}

/** The sign of a - b by precedence. */
export function compareVersions(a, b) {
  for (let i = 0; i < 3; ++i) if (a.numbers[i] !== b.numbers[i]) return sign(a.numbers[i], b.numbers[i]);
  if (a.pre.length === 0 || b.pre.length === 0) return sign(b.pre.length, a.pre.length);
  for (let i = 0; i < Math.min(a.pre.length, b.pre.length); ++i) {
    const order = compareIdentifiers(a.pre[i], b.pre[i]);
    if (order !== 0) return order;
  }
  return sign(a.pre.length, b.pre.length);
}
