import { below, pick, type Random, randomDigits, seededRandom } from './random.js';

/** What ids look like. Hashes fail by shape: counters and common prefixes leave most of the input the same. */
export interface IdShape {
  readonly name: string;
  /** `count` distinct ids, the same ones every time. */
  make(count: number): readonly string[];
}

const HEX = '0123456789abcdef';
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const EPOCH = Date.UTC(2026, 0, 5, 9);
const GIVEN = 'anna ben carla david emma finn greta hugo ida jonas karin lars mia nils olga paul rosa sven tina uwe'.split(' ');
const FAMILY =
  'andersen berg costa dahl evans fischer garcia hansen ivanov jones kim lopez martin nguyen olsen patel quinn rossi smith tanaka'.split(
    ' ',
  );
const DOMAINS = ['gmail.com', 'outlook.com', 'example.org', 'yahoo.co.jp', 'web.de'];
const SURNAMES = [...'王李张刘陈杨黄赵吴周佐藤鈴木高橋田中伊渡辺山本김이박최정강'];
const CHARACTERS = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英華健太郎花子美咲翔결민서준하윤지우현'];
const FACES = [...'😀😃😄😁😆😅🤣😂🙂🙃😉😊😇🥰😍🤩😘🦊🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🚀🌍🌈🍎🍕🎲🎸🎨🏆'];

export const ID_SHAPES: readonly IdShape[] = [
  shape('sequential integers', 1, (_, i) => String(1 + i)),
  shape('UUIDv4', 2, (random) => uuid(randomDigits(random, 12, HEX), '4', random)),
  shape('UUIDv7', 3, (random, i) => uuid((EPOCH + 137 * i).toString(16).padStart(12, '0'), '7', random)),
  shape('ULID', 4, (random, i) => base32(EPOCH + 137 * i) + randomDigits(random, 16, CROCKFORD)),
  shape('e-mail', 5, (random) => `${pick(random, GIVEN)}.${pick(random, FAMILY)}${below(random, 1000)}@${pick(random, DOMAINS)}`),
  shape('CJK names', 6, (random) => pick(random, SURNAMES) + several(random, CHARACTERS, 2 + below(random, 3))),
  shape('emoji', 7, (random) => several(random, FACES, 3 + below(random, 3))),
  shape('hex16', 8, (random) => randomDigits(random, 16, HEX)),
];

function shape(name: string, seed: number, one: (random: Random, i: number) => string): IdShape {
  return {
    name,
    make: (count) => {
      const random = seededRandom(seed);
      const ids = new Set<string>();
      for (let i = 0; ids.size < count; i++) ids.add(one(random, i));
      return [...ids];
    },
  };
}

const several = (random: Random, from: readonly string[], count: number): string =>
  Array.from({ length: count }, () => pick(random, from)).join('');

const uuid = (first: string, version: string, random: Random): string =>
  `${first.slice(0, 8)}-${first.slice(8)}-${version}${randomDigits(random, 3, HEX)}-${pick(random, ['8', '9', 'a', 'b'])}${randomDigits(random, 3, HEX)}-${randomDigits(random, 12, HEX)}`;

const base32 = (time: number): string => Array.from({ length: 10 }, (_, i) => CROCKFORD[Math.floor(time / 32 ** (9 - i)) % 32]).join('');

/** One character range of Unicode, and how often it is drawn. */
const RANGES: readonly (readonly [low: number, high: number, weight: number])[] = [
  [0x20, 0x7e, 30],
  [0x00, 0x1f, 3],
  [0x7f, 0x24f, 12],
  [0x300, 0x36f, 4],
  [0x370, 0x6ff, 10],
  [0x900, 0xdff, 6],
  [0x3041, 0x9fff, 12],
  [0xac00, 0xd7a3, 6],
  [0xe000, 0xffff, 5],
  [0x1f300, 0x1faff, 8],
  [0x10000, 0x10ffff, 4],
];
const DRAWN = RANGES.flatMap(([low, high, weight]) => new Array<readonly [number, number]>(weight).fill([low, high]));

/** A random text of 1 to 24 characters of all of Unicode: controls, combining marks, private and unassigned characters included. */
export function randomUnicode(random: Random): string {
  const points = Array.from({ length: 1 + below(random, 24) }, () => {
    const [low, high] = pick(random, DRAWN);
    return low + below(random, high - low + 1);
  });
  return String.fromCodePoint(...points);
}
