// What rule programs read out of texts, from the comments of date.h, ip_address.h, semver.h, padded_version.h, case_fold.h and utf16.h in
// core/assay/targeting: instants, addresses, versions, and texts in lower case.

import { isIPv4, isIPv6 } from 'node:net';
import { compareVersions, parseVersion } from './semver.mjs';

const STRICT_DATE = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;
const LENIENT_DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?([Zz]|[+-]\d\d:\d\d)?)?$/;

/**
 * The instant of a text of RFC 3339 in ms since the epoch, null when it is none. Dialect 1 wants all of a date-time; in dialect 0 the time,
 * its seconds and the zone (UTC) may be missing, and a space may stand for the 'T'. No leap seconds; digits of the second beyond the third
 * are cut off.
 */
export function instantOf(dialect, text) {
  const match = (dialect === 1 ? STRICT_DATE : LENIENT_DATE).exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return null;
  const instant = new Date(0);
  instant.setUTCFullYear(year, month - 1, day); // unlike Date.UTC(), which takes the year 50 for 1950
  if (instant.getUTCMonth() !== month - 1 || instant.getUTCDate() !== day) return null;
  const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const offset = offsetMinutes(match[8]);
  if (offset === null) return null;
  return instant.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1000 + milliseconds;
}

function offsetMinutes(zone = 'Z') {
  if (zone.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = zone.slice(1).split(':').map(Number);
  if (hours > 23 || minutes > 59) return null;
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

/** The 128 bits of an address, a.b.c.d as ::ffff:a.b.c.d; null when the text is none. */
function addressBits(text) {
  if (isIPv4(text)) return (0xffffn << 32n) | text.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
  if (!isIPv6(text) || text.includes('%')) return null;
  const [head, tail] = text.split('::').map(groupsOf);
  const groups = tail === undefined ? head : [...head, ...new Array(8 - head.length - tail.length).fill(0), ...tail];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
}

function groupsOf(part) {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!isIPv4(group)) return [Number.parseInt(group, 16)];
    const [a, b, c, d] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

/** Whether the text is an address in one of the blocks: each four numbers of 32 bits, then the length of its prefix. */
export function isInBlocks(words, text) {
  const address = addressBits(text);
  if (address === null) return false;
  for (let at = 0; at < words.length; at += 5) {
    const start = words.slice(at, at + 4).reduce((bits, word) => (bits << 32n) | BigInt(word), 0n);
    if ((address ^ start) >> BigInt(128 - words[at + 4]) === 0n) return true;
  }
  return false;
}

/** -1, 0 or 1 by precedence, null when either is no version. Bits of the dialect: 1 a 'v' may lead; 2 minor and patch may be missing. */
export function compareVersionTexts(dialect, a, b) {
  const [left, right] = [a, b].map((text) => {
    if ((dialect & 1) === 0 && text.startsWith('v')) return undefined;
    if ((dialect & 2) === 0 && !/^v?\d+\.\d+\.\d+/.test(text)) return undefined;
    return parseVersion(text);
  });
  return left === undefined || right === undefined ? null : compareVersions(left, right);
}

/**
 * GrowthBook's text of a version that sorts as the version does: without a leading "v" and without "+build", its parts between dots and
 * dashes, numbers padded to five places, "~" behind a version of three parts so that it follows its pre-releases. "" is version "0".
 */
export function paddedVersion(text) {
  const parts = (text === '' ? '0' : text)
    .replace(/^v/, '')
    .replace(/\+.*$/, '')
    .split(/[-.]/);
  if (parts.length === 3) parts.push('~');
  return parts.map((part) => (/^[0-9]+$/.test(part) ? part.padStart(5, ' ') : part)).join('-');
}

// Where case_fold.h promises JavaScript's small letters: up to Latin Extended-A, Greek, Cyrillic and its supplement, Armenian, Latin
// Extended Additional, fullwidth Latin.
const CASED_BLOCKS = [
  [0x0000, 0x017f],
  [0x0370, 0x03ff],
  [0x0400, 0x052f],
  [0x0530, 0x058f],
  [0x1e00, 0x1eff],
  [0xff00, 0xffef],
];
const LATIN_EXTENDED_B = [0x0180, 0x024f];

/**
 * In lower case as far as case_fold.h goes, character by character, so without regard to what is around it: "Σ" is "σ" at a word's end
 * too. Of Latin Extended-B only the letters that are followed by their small ones.
 */
export const lowerCase = (text) => Array.from(text, lowerCharacter).join('');

function lowerCharacter(character) {
  const code = character.codePointAt(0);
  const isIn = ([first, last]) => first <= code && code <= last;
  const lower = character.toLowerCase();
  return CASED_BLOCKS.some(isIn) || (isIn(LATIN_EXTENDED_B) && lower.codePointAt(0) === code + 1) ? lower : character;
}

/** JsonLogic's substr by code units. Half of a pair that it cuts through becomes U+FFFD, as texts are UTF-8. */
export function substring(text, start, length = Infinity) {
  const rest = text.slice(Math.trunc(start) || 0);
  const end = Math.trunc(length) || 0;
  return rest.slice(0, end).toWellFormed();
}
