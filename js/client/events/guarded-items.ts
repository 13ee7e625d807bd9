import { AssayError } from '../../shared/errors.js';
import type { KeptItems } from './event-options.js';

/** Items that do not throw: after the first failure, which is reported, there are none. */
export class GuardedItems {
  #items: KeptItems | undefined;

  constructor(
    keep: 'localStorage' | 'sessionStorage' | KeptItems | undefined,
    private readonly report: (error: AssayError) => void,
  ) {
    this.#items = this.#guard(() => (typeof keep === 'string' ? globalThis[keep] : keep)) ?? undefined;
    if (keep !== undefined && this.#items === undefined) this.#fail();
  }

  get(key: string): string | null {
    return this.#guard(() => this.#items?.getItem(key)) ?? null;
  }

  set(key: string, value: string): void {
    this.#guard(() => this.#items?.setItem(key, value));
  }

  #guard<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch (cause) {
      this.#fail(cause);
      return undefined;
    }
  }

  #fail(cause?: unknown): void {
    const isFirst = !this.#hasFailed;
    this.#hasFailed = true;
    this.#items = undefined;
    const message = 'the visitor and the session cannot be kept: they are those of this page alone';
    if (isFirst) this.report(new AssayError('INTERNAL', message, cause === undefined ? {} : { cause }));
  }

  #hasFailed = false;
}
