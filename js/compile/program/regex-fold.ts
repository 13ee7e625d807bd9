import { type CodePointSet, codePointSet, contains } from './code-point-set.js';

export type RegexDialect = 'js' | 're2';

// The letters that are one letter without regard to case, of those that have others.
type Orbit = readonly number[];
const orbits: { [dialect in RegexDialect]?: ReadonlyMap<number, Orbit> } = {};

/** The set and the letters that differ from one of it in case alone, as the dialect sees it. */
export function foldCase(set: CodePointSet, dialect: RegexDialect): CodePointSet {
  orbits[dialect] ??= findOrbits(dialect);
  const ofPoint = orbits[dialect];
  const [first, last] = set;
  // Most sets are one character: of a long pattern, looking through every orbit for each would take seconds.
  const more =
    set.length === 2 && first === last
      ? (ofPoint.get(first!) ?? [])
      : [...ofPoint.keys()].filter((point) => meets(set, ofPoint.get(point)!));
  return more.length === 0 ? set : codePointSet([...set, ...more.flatMap((point) => [point, point])]);
}

const meets = (set: CodePointSet, orbit: Orbit): boolean => orbit.some((point) => contains(set, point));

/** The orbit of each letter that has one. */
function findOrbits(dialect: RegexDialect): ReadonlyMap<number, Orbit> {
  const [canonical, last] = dialect === 'js' ? [jsCanonical, 0xffff] : [simpleFolding, 0x1ffff];
  const found = new Map<number, number[]>();
  for (let point = 0; point <= last; point++) {
    if (isSurrogate(point)) continue;
    const key = canonical(point);
    const orbit = found.get(key);
    if (orbit === undefined) found.set(key, [point]);
    else orbit.push(point);
  }
  return new Map([...found.values()].filter((orbit) => orbit.length > 1).flatMap((orbit) => orbit.map((point) => [point, orbit] as const)));
}

export const isSurrogate = (point: number): boolean => point >= 0xd800 && point <= 0xdfff;

// ECMA-262, 22.2.2.7.3 Canonicalize, without the flag u.
function jsCanonical(point: number): number {
  const upper = String.fromCharCode(point).toUpperCase();
  const unit = upper.charCodeAt(0);
  return upper.length !== 1 || (point >= 128 && unit < 128) ? point : unit;
}

// Unicode's simple case folding (CaseFolding.txt, status C and S), of which the small dotless i is no part.
function simpleFolding(point: number): number {
  return point === 0x131 ? point : oneToOne(oneToOne(point, 'toUpperCase'), 'toLowerCase');
}

function oneToOne(point: number, mapping: 'toUpperCase' | 'toLowerCase'): number {
  const mapped = String.fromCodePoint(point)[mapping]();
  const result = mapped.codePointAt(0)!;
  return mapped.length === String.fromCodePoint(result).length ? result : point;
}
