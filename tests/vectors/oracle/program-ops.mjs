// The operations of rule programs whose operands are values, by name: core/assay/targeting/opcode.h says what each answers. Those that
// decide which operands are looked at, or need the flags, are in program.mjs.

import { bucketOf, unitHash32 } from './bucketing.mjs';
import { compareText } from './compare-text.mjs';
import { crc32, fnv1a, md5, murmur3, sha1, sha256 } from './program-hash.mjs';
import { compareVersionTexts, instantOf, isInBlocks, lowerCase, paddedVersion, substring } from './program-texts.mjs';
import * as values from './program-values.mjs';
import { runRegex } from './regex.mjs';

const { isList, isNumber, isText } = values;

/** Ends the evaluation of a flag. `code` is OpenFeature's word for it. */
export class ProgramFailure extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** `apply` for operands that are all texts, else `otherwise`. */
const onTexts = (apply, otherwise) => (...operands) => (operands.every(isText) ? apply(...operands) : otherwise);
/** The same with `immediates` before the operands. */
const onTextsAfter = (immediates, apply, otherwise) => (...all) => (all.slice(immediates).every(isText) ? apply(...all) : otherwise);
const onNumbers = (apply) => (...operands) => apply(...operands.map((operand) => (isNumber(operand) ? operand : Number.NaN)));

function ordered(a, b, holds) {
  if (isNumber(a) && isNumber(b)) return holds(a, b);
  return isText(a) && isText(b) ? holds(compareText(a, b), 0) : null;
}

const typeBit = (value) => {
  if (value === null) return 1;
  if (isList(value)) return 16;
  return { boolean: 2, number: 4, string: 8, object: 32 }[typeof value];
};

function contains(needle, haystack) {
  if (isText(haystack)) return needle !== null && haystack.includes(values.toText(needle));
  return isList(haystack) && haystack.some((item) => values.areEqual(needle, item));
}

function sub(text, start, length) {
  const usable = isText(text) && isNumber(start) && (length === undefined || isNumber(length));
  return usable ? substring(text, start, length) : null;
}

/** The digits of a whole number that JavaScript counts exactly, else null. */
const digitsOf = (value) => (Number.isSafeInteger(value) ? String(value) : null);

function unit(value) {
  if (value === null || value === '') throw new ProgramFailure('TARGETING_KEY_MISSING');
  const id = isText(value) ? value : digitsOf(value);
  if (id === null) throw new ProgramFailure('INVALID_CONTEXT');
  return id;
}

/** Exact for what the hashes give, the whole numbers below 2^32; JavaScript's arithmetic for other numbers. */
function scale(total, value) {
  if (!isNumber(value)) return null;
  return Number.isInteger(value) && value >= 0 && value < 2 ** 32 ? bucketOf(value, total) : Math.floor((value * total) / 2 ** 32);
}

/** Immediates first, then the operands' values. Sets are their ids. */
export const OPERATIONS = {
  null: () => null,
  true: () => true,
  false: () => false,
  number: (value) => value,
  text: (value) => value,
  list: (...items) => items,
  object: (names, ...members) => Object.fromEntries(names.map((name, i) => [name, members[i]])),
  get: (name, value) => values.partOf(value, name),
  member: (name, value) => values.memberOf(value, name),
  not: (value) => !values.isTruthy(value),
  equals: values.areEqual,
  loose_equals: values.areLooselyEqual,
  less: (a, b) => ordered(a, b, (x, y) => x < y),
  less_or_equal: (a, b) => ordered(a, b, (x, y) => x <= y),
  js_less: values.isJsLess,
  js_less_or_equal: values.isJsLessOrEqual,
  one_of_texts: (texts, value) => isText(value) && texts.includes(value),
  one_of_numbers: (numbers, value) => isNumber(value) && numbers.some((number) => number === value),
  in: contains,
  is: (bits, value) => (bits & typeBit(value)) !== 0,
  integer: (value) => (Number.isSafeInteger(value) ? value : null),
  contains: onTexts((haystack, needle) => haystack.includes(needle), false),
  starts_with: onTexts((text, prefix) => text.startsWith(prefix), false),
  ends_with: onTexts((text, suffix) => text.endsWith(suffix), false),
  lower: onTexts(lowerCase, null),
  to_text: values.toText,
  to_number: values.toNumber,
  parse_float: (value) => Number.parseFloat(values.toText(value)),
  cat: (...operands) => operands.map((operand) => values.toText(operand) ?? '').join(''),
  substring: sub,
  length: (value) => (isList(value) || isText(value) ? value.length : null),
  matches: onTextsAfter(1, runRegex, false),
  compare_versions: onTextsAfter(1, compareVersionTexts, null),
  padded_version: onTexts(paddedVersion, null),
  date: (dialect, value) => (isNumber(value) ? value : isText(value) ? instantOf(dialect, value) : null),
  in_cidr: onTextsAfter(1, isInBlocks, false),
  in_set: (ids, value) => ids.includes(isText(value) ? value : digitsOf(value)),
  add: onNumbers((...numbers) => numbers.reduce((sum, number) => sum + number)),
  subtract: onNumbers((a, b) => a - b),
  multiply: onNumbers((...numbers) => numbers.reduce((product, number) => product * number)),
  divide: onNumbers((a, b) => a / b),
  modulo: onNumbers((a, b) => a % b),
  min: onNumbers(Math.min),
  max: onNumbers(Math.max),
  merge: (...operands) => operands.flat(1),
  unit,
  unit_hash: onTextsAfter(2, unitHash32, null),
  scale,
  murmur3: onTextsAfter(2, murmur3, null),
  fnv1a: onTexts(fnv1a, null),
  md5: onTexts(md5, null),
  sha1: onTexts(sha1, null),
  sha256: onTextsAfter(1, sha256, null),
  crc32: onTexts(crc32, null),
};

/** How many immediates precede the operands of an operation of OPERATIONS; none unless named here. */
export const IMMEDIATES = {
  number: 1,
  text: 1,
  object: 1,
  get: 1,
  member: 1,
  one_of_texts: 1,
  one_of_numbers: 1,
  is: 1,
  matches: 1,
  compare_versions: 1,
  date: 1,
  in_cidr: 1,
  in_set: 1,
  unit_hash: 2,
  scale: 1,
  murmur3: 2,
  sha256: 1,
};
