/** What the code of a datafile refers to by index. First everything is added, then `finish()`, then indexes are asked for. */
export class Pools {
  readonly texts = new IndexedTexts();
  /** Indexes into the texts. */
  readonly attributes: number[] = [];
  numbers: readonly number[] = [];
  readonly #attributes = new Map<string, number>();
  readonly #numbers = new Map<number, number>();

  addAttribute(name: string): void {
    if (this.#attributes.has(name)) return;
    this.#attributes.set(name, this.attributes.length);
    this.attributes.push(this.texts.add(name));
  }

  /** A Map holds -0 as 0. */
  addNumber(value: number): void {
    this.#numbers.set(value, 0);
  }

  /** Numbers go into the datafile in ascending order, so their indexes are known only now. */
  finish(): void {
    this.numbers = [...this.#numbers.keys()].sort((a, b) => a - b);
    for (const [i, value] of this.numbers.entries()) this.#numbers.set(value, i);
  }

  attributeIndex(name: string): number {
    return this.#attributes.get(name) as number;
  }

  numberIndex(value: number): number {
    return this.#numbers.get(value) as number;
  }
}

/** Texts, each once, in the order in which they came. */
export class IndexedTexts {
  readonly all: string[] = [];
  readonly #indexes = new Map<string, number>();

  add(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    this.#indexes.set(text, this.all.length);
    return this.all.push(text) - 1;
  }

  index(text: string): number {
    return this.#indexes.get(text) as number;
  }
}
