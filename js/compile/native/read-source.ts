import { AssayError } from '../../shared/errors.js';

export const MAX_JSON_CHARACTERS = 4 * 1024 * 1024;
const MAX_TEXT_CHARACTERS = 1024 * 1024;
const MAX_NESTING = 64;

const QUOTE = 34;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

const tooDeep = (): AssayError => new AssayError('RESOURCE_EXHAUSTED', `datafile: nested deeper than ${MAX_NESTING}`);
const tooLong = (): AssayError => new AssayError('RESOURCE_EXHAUSTED', 'datafile: a text is too long (1 Mi characters at most)');

/**
 * The value of JSON text, or `source` itself when it is no text. Neither may nest deeper than 64 or hold a text of more than `maxText`
 * characters: whoever reads the datafile after this may recurse.
 * @throws AssayError INVALID_ARGUMENT for what is no JSON, RESOURCE_EXHAUSTED
 */
export function readSource(source: unknown, maxText = MAX_TEXT_CHARACTERS): unknown {
  if (typeof source !== 'string') {
    checkValue(source, 0, maxText);
    return source;
  }
  if (source.length > MAX_JSON_CHARACTERS) throw new AssayError('RESOURCE_EXHAUSTED', 'datafile: longer than 4 Mi characters');
  checkJson(source, maxText);
  try {
    return JSON.parse(source);
  } catch (error) {
    throw new AssayError('INVALID_ARGUMENT', `datafile: not JSON (${(error as Error).message})`, { cause: error });
  }
}

/** One pass over the characters, before anything recurses. What is no JSON is left to the parser. */
function checkJson(json: string, maxText: number): void {
  let depth = 0;
  for (let at = 0; at < json.length; ++at) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfText(json, at + 1);
      if (end - at - 1 > maxText) throw tooLong();
      at = end;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > MAX_NESTING) throw tooDeep();
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      --depth;
    }
  }
}

/** The first quote from `start` on that no backslash escapes; the end of all when there is none. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start); end >= 0; end = json.indexOf('"', end + 1)) {
    let first = end;
    while (first > start && json.charCodeAt(first - 1) === BACKSLASH) --first;
    if ((end - first) % 2 === 0) return end;
  }
  return json.length;
}

function checkValue(value: unknown, depth: number, maxText: number): void {
  if (typeof value === 'string' && value.length > maxText) throw tooLong();
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_NESTING) throw tooDeep();
  for (const each of Object.values(value)) checkValue(each, depth + 1, maxText);
}
