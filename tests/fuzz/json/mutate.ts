import type { Json } from '../../../js/shared/json.js';
import { hostileNumber, hostileText, hostileValue } from './hostile.js';
import type { Random } from './random.js';

type Container = Json[] | Record<string, Json>;

/** A place in a tree: the member or item `key` of `of`. */
interface Place {
  readonly of: Container;
  readonly key: string;
}

/** What mutations take their material from. */
export interface Material {
  /** Names and texts of all seeds. */
  readonly words: readonly string[];
  /** Other seeds, as JSON text. */
  readonly donors: readonly string[];
}

/** A tree that is no longer a seed: one to five mutations of it. Changes `seed`. */
export function mutate(seed: Json, random: Random, material: Material): Json {
  const holder: Container = [seed];
  for (let left = 1 + random.below(random.oneIn(4) ? 5 : 2); left > 0; left--) mutateOnce(holder, random, material);
  return holder[0] ?? null;
}

function mutateOnce(holder: Container, random: Random, material: Material): void {
  const places = placesIn(holder);
  const [place, other] = [random.pick(places), random.pick(places)];
  random.pick(MUTATIONS)(place, { places, other, random, material });
}

interface Mutating {
  readonly places: readonly Place[];
  /** Any other, or the same. */
  readonly other: Place;
  readonly random: Random;
  readonly material: Material;
}

type Mutation = (place: Place, how: Mutating) => void;

const replaced: Mutation = (place, { random }) => put(place, hostileValue(random));
const nudged: Mutation = (place, { random }) => put(place, tweaked(at(place), random));

const MUTATIONS: readonly Mutation[] = [
  replaced,
  replaced,
  nudged,
  nudged,
  remove,
  duplicate,
  rename,
  (place, { random }) => put(place, wrapped(at(place), random)),
  (place, { random, material }) => put(place, random.pick(material.words)),
  (place, { other }) => put(place, copy(at(other))),
  (place, { other }) => {
    const [mine, theirs] = [copy(at(place)), copy(at(other))];
    put(place, theirs);
    put(other, mine);
  },
  (place, { random, material }) => put(place, at(random.pick(placesIn([JSON.parse(random.pick(material.donors)) as Json])))),
  // What names something of the same tree: flags that need each other, segments in segments.
  (_, { places, random }) => {
    const texts = places.filter((one) => typeof at(one) === 'string');
    const names = places.filter(({ of }) => !Array.isArray(of));
    if (texts.length > 0 && names.length > 0) put(random.pick(texts), random.pick(names).key);
  },
];

function tweaked(value: Json, random: Random): Json {
  if (typeof value === 'number') {
    return random.pick([-value, value + 1, value - 1, value * 1e9, value / 3, value * 1000, hostileNumber(random)]);
  }
  if (typeof value === 'string') {
    const other = hostileText(random);
    const cut = random.below(value.length + 1);
    return random.pick([other, value + other, value.slice(0, cut), value.slice(0, cut) + other + value.slice(cut), value.toUpperCase()]);
  }
  if (typeof value === 'boolean') return !value;
  return hostileValue(random);
}

function wrapped(value: Json, random: Random): Json {
  const layers = random.pick([1, 1, 2, 5, 20, 61, random.oneIn(8) ? 400 : 3]);
  const around = random.pick<(inner: Json) => Json>([
    (inner) => [inner],
    (inner) => ({ $not: inner }),
    (inner) => ({ $and: [inner] }),
    (inner) => ({ '!': [inner] }),
    (inner) => ['not', inner],
    (inner) => ({ any: inner }),
  ]);
  let result = value;
  for (let i = 0; i < layers; i++) result = around(result);
  return result;
}

function duplicate({ of, key }: Place, { random, material: { words } }: Mutating): void {
  const value = copy(at({ of, key }));
  const times = random.oneIn(6) ? 2 + random.below(60) : 1;
  for (let i = 0; i < times; i++) {
    if (Array.isArray(of)) of.splice(Number(key), 0, copy(value));
    else put({ of, key: random.oneIn(3) ? random.pick(words) : `${key}${i}` }, copy(value));
  }
}

function rename({ of, key }: Place, { random, material: { words } }: Mutating): void {
  if (Array.isArray(of)) {
    of.push(of.shift() ?? null);
    return;
  }
  const value = at({ of, key });
  delete of[key];
  put({ of, key: random.oneIn(2) ? random.pick(words) : hostileText(random) }, value);
}

const at = ({ of, key }: Place): Json => (of as Record<string, Json>)[key] ?? null;

/** Also as "__proto__", which an assignment would make something else of. */
function put({ of, key }: Place, value: Json): void {
  Object.defineProperty(of, key, { value, writable: true, enumerable: true, configurable: true });
}

function remove({ of, key }: Place): void {
  if (Array.isArray(of)) of.splice(Number(key), 1);
  else delete of[key];
}

const copy = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;

/** All places of a tree; of an enormous one those that come first. Does not recurse. */
function placesIn(holder: Container): readonly Place[] {
  const places: Place[] = [];
  const open: Container[] = [holder];
  for (let of = open.pop(); of !== undefined && places.length < 5000; of = open.pop()) {
    for (const key of Object.keys(of)) {
      const place = { of, key };
      places.push(place);
      const value = at(place);
      if (typeof value === 'object' && value !== null) open.push(value as Container);
    }
  }
  return places.length > 0 ? places : [{ of: holder, key: '0' }];
}
