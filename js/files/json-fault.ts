const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these characters inside strings
const STRING_PART = /(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*/y;

/** Deeper nesting than this is not followed. */
const MAX_DEPTH = 500;

/**
 * Offset of the first character that makes `text` no JSON, its length when it merely ends too early. For text that `JSON.parse` has
 * refused: its own messages name no place in every engine.
 */
export function findJsonFault(text: string): number {
  const scan = new JsonScan(text);
  if (!scan.value(0)) return scan.at;
  scan.skip(SPACE);
  return scan.at;
}

class JsonScan {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Moves behind one value. Returns false, `at` being the fault, when there is none. */
  value(depth: number): boolean {
    this.skip(SPACE);
    switch (this.#text[this.at]) {
      case '{':
        return this.#list(depth, '}', () => this.#string() && this.#mark(':') && this.value(depth + 1));
      case '[':
        return this.#list(depth, ']', () => this.value(depth + 1));
      case '"':
        return this.#string();
      default:
        return this.skip(NUMBER) || this.skip(LITERAL);
    }
  }

  /** Moves behind what `form` matches here. Returns whether that was anything. */
  skip(form: RegExp): boolean {
    form.lastIndex = this.at;
    const length = form.exec(this.#text)?.[0].length ?? 0;
    this.at += length;
    return length > 0;
  }

  #list(depth: number, close: string, item: () => boolean): boolean {
    this.at++;
    if (depth >= MAX_DEPTH) return false;
    if (this.#mark(close)) return true;
    do {
      this.skip(SPACE);
      if (!item()) return false;
    } while (this.#mark(','));
    return this.#mark(close);
  }

  #mark(character: string): boolean {
    this.skip(SPACE);
    if (this.#text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  #string(): boolean {
    if (this.#text[this.at] !== '"') return false;
    this.at++;
    this.skip(STRING_PART);
    if (this.#text[this.at] !== '"') return false;
    this.at++;
    return true;
  }
}
