import { AssayError } from '../../shared/errors.js';
import type { Json } from '../../shared/json.js';
import type { Details } from '../types.js';
import type { StickyAssignments, StickyStore } from './sticky-store.js';

/** The attribute that sticky splits read (js/compile/native/rule.ts): variants by `<experiment>:<version>`. */
const ATTRIBUTE = '$sticky';

type Attributes = Readonly<Record<string, Json | undefined>>;

/** Tells contexts what their unit was assigned before, and keeps what it is assigned. Does not throw. */
export class StickyKeeper {
  constructor(
    private readonly store: StickyStore,
    private readonly clock: () => number,
    private readonly report: (error: unknown) => void,
  ) {}

  /** The context with its unit's assignments. */
  extend(context: Attributes): Attributes {
    const variants = Object.entries(this.#assignments(this.#unitOf(context))).map(([key, { variant }]) => [key, variant] as const);
    return variants.length === 0 ? context : { ...context, [ATTRIBUTE]: Object.fromEntries(variants) };
  }

  /** Keeps that the context's unit was shown this answer of an experiment, unless it is kept already. */
  keep(context: Attributes, { experiment, experimentVersion, variant }: Details<unknown>): void {
    const unit = this.#unitOf(context);
    if (unit === undefined || variant === undefined) return;
    const key = `${experiment}:${experimentVersion}`;
    const before = this.#assignments(unit);
    if (Object.hasOwn(before, key) && before[key]?.variant === variant) return;
    const all = Object.fromEntries([...Object.entries(before), [key, { variant, at: this.clock() }]]);
    this.#guard(() => this.store.set(unit, all));
  }

  #unitOf(context: Attributes): string | undefined {
    const names = this.store.unit ?? 'user';
    const ids = (typeof names === 'string' ? [names] : names).map((name) => (Object.hasOwn(context, name) ? context[name] : undefined));
    const id = ids.find((value) => value !== undefined && value !== null && value !== '');
    return typeof id === 'string' || Number.isSafeInteger(id) ? String(id) : undefined;
  }

  #assignments(unit: string | undefined): StickyAssignments {
    return (unit !== undefined && this.#guard(() => this.store.get(unit))) || {};
  }

  #guard<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch (cause) {
      this.report(new AssayError('INTERNAL', 'sticky assignments could not be read or kept', { cause }));
      return undefined;
    }
  }
}
