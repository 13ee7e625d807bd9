/** The range of ECMAScript's Date, which is the range of event times: ±8.64e15 ms. */
const MAX_MS = 8.64e15;

/** Epoch numbers nearer to zero than this are seconds: 1e11 s is the year 5138, 1e11 ms is March 1973. */
const SECONDS_BELOW = 1e11;

const DIGIT_0 = 48;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const COLON = 58;
const SLASH = 47;
const SPACE = 32;
const UPPER_T = 84;
const UPPER_Z = 90;

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const EPOCH_DIGITS = /^-?\d{1,16}(?:\.\d+)?$/;

/**
 * Whole milliseconds since the epoch of a moment as files write it, or `undefined` when it is none of these:
 * - ISO-8601: `2024-03-13`, `2024-03-13T10:21`, `2024-03-13 10:21:14.5`, with `Z`, `UTC`, `±hh`, `±hhmm` or `±hh:mm`. A text that names no
 *   zone is UTC. Digits beyond the millisecond are cut off. Every field is checked: 30 February, 24:00 and second 60 are no moments.
 * - a number or its digits: seconds since the epoch when its absolute value is below 1e11, else milliseconds
 * - the time of an access log: `17/May/2015:10:05:03 +0000`
 */
export function parseInstant(value: string | number): number | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  const length = value.length;
  if (length >= 10) {
    if (value.charCodeAt(4) === MINUS) return parseIso(value, length);
    if (value.charCodeAt(2) === SLASH) return parseLogTime(value, length);
  }
  return EPOCH_DIGITS.test(value) ? fromEpoch(Number(value)) : undefined;
}

function fromEpoch(value: number): number | undefined {
  const ms = Math.round(Math.abs(value) < SECONDS_BELOW ? value * 1_000 : value);
  // Adding zero turns −0 into 0. NaN fails the comparison.
  return Math.abs(ms) <= MAX_MS ? ms + 0 : undefined;
}

function parseIso(text: string, length: number): number | undefined {
  if (text.charCodeAt(7) !== MINUS) return undefined;
  const date = dateMs(digits4(text, 0), digits2(text, 5), digits2(text, 8));
  if (Number.isNaN(date)) return undefined;
  if (length === 10) return date;
  const separator = text.charCodeAt(10);
  if ((separator !== UPPER_T && separator !== SPACE) || text.charCodeAt(13) !== COLON) return undefined;
  let ms = date + clockMs(digits2(text, 11), digits2(text, 14), 0);
  let at = 16;
  if (text.charCodeAt(at) === COLON) {
    const second = digits2(text, 17);
    if (!(second < 60)) return undefined;
    ms += second * 1_000;
    at = 19;
    const point = text.charCodeAt(at);
    if (point === DOT || point === COMMA) {
      const start = ++at;
      let scale = 100;
      for (; isDigit(text.charCodeAt(at)); at++) {
        ms += Math.floor(scale) * (text.charCodeAt(at) - DIGIT_0);
        scale /= 10;
      }
      if (at === start) return undefined;
    }
  }
  return withOffset(ms, text, at, length);
}

/** `dd/Mon/yyyy:hh:mm:ss ±hhmm`. */
function parseLogTime(text: string, length: number): number | undefined {
  if (length < 20 || text.charCodeAt(6) !== SLASH || text.charCodeAt(11) !== COLON) return undefined;
  if (text.charCodeAt(14) !== COLON || text.charCodeAt(17) !== COLON) return undefined;
  const month = MONTHS.indexOf(text.slice(3, 6));
  if (month < 0 || month % 3 !== 0) return undefined;
  const date = dateMs(digits4(text, 7), month / 3 + 1, digits2(text, 0));
  return withOffset(date + clockMs(digits2(text, 12), digits2(text, 15), digits2(text, 18)), text, 20, length);
}

function withOffset(localMs: number, text: string, start: number, length: number): number | undefined {
  let at = start;
  let ms = localMs;
  if (at < length) {
    if (text.charCodeAt(at) === SPACE && at + 1 < length) at++;
    const sign = text.charCodeAt(at);
    if (sign === PLUS || sign === MINUS) {
      const hour = digits2(text, at + 1);
      at += 3;
      let minute = 0;
      if (at < length) {
        if (text.charCodeAt(at) === COLON) at++;
        minute = digits2(text, at);
        at += 2;
      }
      if (!(hour < 24 && minute < 60)) return undefined;
      const offset = (hour * 60 + minute) * 60_000;
      ms += sign === PLUS ? -offset : offset;
    } else if (text.startsWith('UTC', at)) {
      at += 3;
    } else if (sign === UPPER_Z) {
      at++;
    }
  }
  // A field that was no number or out of its range has made the sum NaN.
  return at === length && !Number.isNaN(ms) ? ms : undefined;
}

const isDigit = (code: number): boolean => code >= DIGIT_0 && code <= 57;

/** The number that two digits make, or NaN. */
function digits2(text: string, at: number): number {
  const tens = text.charCodeAt(at) - DIGIT_0;
  const ones = text.charCodeAt(at + 1) - DIGIT_0;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

const digits4 = (text: string, at: number): number => digits2(text, at) * 100 + digits2(text, at + 2);

function clockMs(hour: number, minute: number, second: number): number {
  return hour < 24 && minute < 60 && second < 60 ? ((hour * 60 + minute) * 60 + second) * 1_000 : Number.NaN;
}

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;

/** Midnight UTC of a day of the proleptic Gregorian calendar, years 0 to 9999, or NaN when there is no such day. */
function dateMs(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1)) return Number.NaN;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const before = DAYS_BEFORE_MONTH[month - 1] as number;
  const length = (month === 12 ? 365 : (DAYS_BEFORE_MONTH[month] as number)) - before + (leap && month === 2 ? 1 : 0);
  if (day > length) return Number.NaN;
  // Leap days of all earlier years, counted from year 0, which is itself a leap year.
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) + 1;
  const dayOfYear = before + day - 1 + (leap && month > 2 ? 1 : 0);
  return (year * 365 + leapDays + dayOfYear - 719_528) * 86_400_000;
}
