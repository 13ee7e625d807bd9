import { invalid } from '../../wire/check.js';

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const GROUP = /^[0-9a-f]{1,4}$/i;
const PREFIX = /^(?:0|[1-9]\d{0,2})$/;
const V4_PREFIX_BITS = 96;

/**
 * The five words of the operation `in_cidr`: the address as four numbers, most significant first (IPv4 as ::ffff:a.b.c.d), and the length
 * of the prefix. `text` is an address (then all of it is the prefix) or a block `address/length`. Addresses as in
 * core/assay/targeting/ip_address.h.
 */
export function cidrWords(text: string, path: string): readonly number[] {
  const [address = '', length, ...rest] = text.split('/');
  const v4 = parseIpv4(address);
  const words = v4 === undefined ? parseIpv6(address) : [0, 0, 0xffff, v4];
  const bits = v4 === undefined ? 128 : 32;
  const isPrefix = length === undefined || (PREFIX.test(length) && Number(length) <= bits);
  if (words === undefined || rest.length > 0 || !isPrefix) {
    throw invalid(path, `must be an IP address or a block of them, as "10.0.0.0/8" or "2001:db8::/32", not ${JSON.stringify(text)}`);
  }
  return [...words, (length === undefined ? bits : Number(length)) + (v4 === undefined ? 0 : V4_PREFIX_BITS)];
}

function parseIpv4(text: string): number | undefined {
  const parts = IPV4.exec(text)?.slice(1);
  if (parts?.every((part) => Number(part) <= 255 && String(Number(part)) === part) !== true) return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Any form of RFC 4291, 2.2. */
function parseIpv6(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half, i) => groupsOf(half, i === halves.length - 1));
  const [left, right] = groups;
  if (left === undefined || groups.includes(undefined)) return undefined;
  const count = left.length + (right?.length ?? 0);
  // "::" stands for one group at least.
  if (halves.length === 2 ? count > 7 : count !== 8) return undefined;
  const all = [...left, ...Array<number>(8 - count).fill(0), ...(right ?? [])];
  return [0, 2, 4, 6].map((i) => (all[i] as number) * 0x10000 + (all[i + 1] as number));
}

/** The groups between colons; the last two may be written as IPv4 where the address ends. */
function groupsOf(text: string, endsAddress: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const v4 = endsAddress ? parseIpv4(parts.at(-1) as string) : undefined;
  const hex = v4 === undefined ? parts : parts.slice(0, -1);
  if (!hex.every((part) => GROUP.test(part))) return undefined;
  const tail = v4 === undefined ? [] : [Math.floor(v4 / 0x10000), v4 % 0x10000];
  return [...hex.map((part) => Number.parseInt(part, 16)), ...tail];
}
