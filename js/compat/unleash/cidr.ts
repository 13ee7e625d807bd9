const V4_PREFIX = [0, 0, 0xffff] as const;

/**
 * The words of `in_cidr` for "10.1.0.0/16", "10.1.2.3", "2001:db8::/32" or "::1": the address as four numbers, IPv4 as ::ffff:a.b.c.d, and
 * the length of the prefix. Undefined for anything else.
 */
export function cidrWords(text: string): readonly number[] | undefined {
  const [address, length, ...rest] = text.split('/');
  if (address === undefined || rest.length > 0) return undefined;
  const isV4 = !address.includes(':');
  const words = isV4 ? v4Words(address) : v6Words(address);
  if (words === undefined) return undefined;
  const bits = isV4 ? 32 : 128;
  if (length === undefined) return [...words, 128];
  if (!/^\d{1,3}$/.test(length) || Number(length) > bits) return undefined;
  return [...words, 128 - bits + Number(length)];
}

/** Whether a block of IPv6 addresses holds more than ::ffff:0:0/96, where the IPv4 addresses are, and these too. */
export const holdsV4 = (block: readonly number[]): boolean =>
  (block[4] as number) < 96 && V4_PREFIX.every((word, i) => haveSameStart(word, block[i] as number, (block[4] as number) - 32 * i));

const haveSameStart = (a: number, b: number, bits: number): boolean =>
  bits <= 0 || a >>> Math.max(0, 32 - bits) === b >>> Math.max(0, 32 - bits);

function v4Words(text: string): readonly number[] | undefined {
  const value = v4Value(text);
  return value === undefined ? undefined : [...V4_PREFIX, value];
}

function v4Value(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  let value = 0;
  for (const part of match.slice(1)) {
    if (Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
}

function v6Words(text: string): readonly number[] | undefined {
  const [head, tail, ...more] = text.split('::');
  if (head === undefined || more.length > 0) return undefined;
  const left = groupsOf(head, tail === undefined);
  const right = tail === undefined ? [] : groupsOf(tail, true);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...new Array<number>(missing).fill(0), ...right];
  return [0, 2, 4, 6].map((i) => (groups[i] as number) * 0x10000 + (groups[i + 1] as number));
}

/** The groups of 16 bits; the last of an address may be written as an IPv4 address. */
function groupsOf(text: string, isEnd: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    const v4 = isEnd && i === parts.length - 1 ? v4Value(part) : undefined;
    if (v4 !== undefined) groups.push(v4 >>> 16, v4 & 0xffff);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}
