/** Longer texts and lists are cut in labels. */
const MAX_TEXT = 48;
const MAX_ITEMS = 5;

const NAME = /^[\p{L}_$][\p{L}\p{N}_.$-]*$/u;

/** A text in quotes, cut when it is long. */
export function quoted(text: string): string {
  const characters = [...text];
  return JSON.stringify(characters.length > MAX_TEXT ? `${characters.slice(0, MAX_TEXT - 1).join('')}…` : text);
}

/** An attribute's or member's name as it is where that can be told from the text around it. */
export const nameText = (name: string): string => (NAME.test(name) ? name : quoted(name));

/** `"a", "b"`; of a long list the first ones and how many there are. */
export function listText(items: readonly string[]): string {
  return items.length <= MAX_ITEMS ? items.join(', ') : `${items.slice(0, MAX_ITEMS - 1).join(', ')}, … ${items.length} in all`;
}

/** RFC 3339, without milliseconds where they are zero; the number itself beyond the range of dates. */
export function instantText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString().replace('.000Z', 'Z');
}

/** The blocks of `in_cidr`, five words each. */
export function blockTexts(words: readonly number[]): readonly string[] {
  const blocks: string[] = [];
  for (let i = 0; i + 4 < words.length; i += 5) blocks.push(blockText(words.slice(i, i + 4), words[i + 4] as number));
  return blocks;
}

const V4_PREFIX_BITS = 96;

function blockText(address: readonly number[], bits: number): string {
  const isV4 = address[0] === 0 && address[1] === 0 && address[2] === 0xffff && bits >= V4_PREFIX_BITS;
  const length = isV4 ? bits - V4_PREFIX_BITS : bits;
  const text = isV4 ? bytesOf(address[3] as number).join('.') : ipv6Text(address);
  return length === (isV4 ? 32 : 128) ? text : `${text}/${length}`;
}

const bytesOf = (word: number): readonly number[] => [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff);

/** RFC 5952: the longest run of zero groups is left out. */
function ipv6Text(address: readonly number[]): string {
  const groups = address.flatMap((word) => [word >>> 16, word & 0xffff]);
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = (some: readonly number[]): string => some.map((group) => group.toString(16)).join(':');
  if (best.length < 2) return hex(groups);
  return `${hex(groups.slice(0, best.start))}::${hex(groups.slice(best.start + best.length))}`;
}
