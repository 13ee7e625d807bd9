import { checkProperties, Refused } from '../../shared/check-event.js';
import type { Scalar } from '../../shared/query.js';

/** Properties that are recorded with every event. */
export type Registered = Readonly<Record<string, Scalar>>;

/** What is known of whoever uses the page. */
export interface VisitorState {
  /** The id until somebody is identified; every visitor has one. */
  readonly anonymous: string;
  /** Whom `identify` named. */
  readonly user?: string | undefined;
  /** Whether it was recorded whose the anonymous id is: it belongs to one user, the first. */
  readonly linked?: boolean;
  /** Pairs of ids that `alias` recorded. */
  readonly aliases?: readonly string[];
  readonly registered: Registered;
}

/** Keeps the state. It gives back what was kept, of which other tabs may have registered more. */
export type KeepVisitor = (change: (kept: VisitorState) => VisitorState) => VisitorState;

export const MAX_REGISTERED = 32;
const MAX_ALIASES = 32;

/** Who uses the page, and what is recorded with all their events. */
export class Visitor {
  /** What is registered, and the page's context: replaced, never changed. */
  attached: Registered = {};

  /**
   * @param state replaced, never changed
   * @param context properties of the page's own, recorded beneath all others
   */
  constructor(
    public state: VisitorState,
    private context: Registered = {},
    private readonly keep?: KeepVisitor,
  ) {
    this.#attach();
  }

  setContext(context: Registered): void {
    this.context = context;
    this.#attach();
  }

  identify(user: string, isLinked: boolean): void {
    const { anonymous } = this.state;
    this.#change((kept) => ({ ...kept, anonymous, user, linked: isLinked }));
  }

  /** Records the pair, unless it was; one that cannot be recorded will be tried again. */
  alias(pair: string, record: () => boolean): void {
    if (this.state.aliases?.includes(pair) || !record()) return;
    this.#change((kept) => ({ ...kept, aliases: [...(kept.aliases ?? []), pair].slice(-MAX_ALIASES) }));
  }

  /** Somebody else, of whom nothing is known. */
  reset(anonymous: string): void {
    this.#change(() => ({ anonymous, registered: {} }));
  }

  /**
   * Adds to what is registered.
   * @param check the tracking plan's
   * @param once leaves alone what is registered already
   * @throws whatever reading the properties throws
   */
  register(props: unknown, check: (props: Registered | undefined) => Registered | undefined | Refused, once: boolean): Refused | undefined {
    const read = checkProperties(props);
    if (read instanceof Refused) return read;
    for (const name in read)
      if (name.startsWith('$')) return new Refused('invalid_property', `property '${name}' begins with '$': that is Assay's`);
    const checked = check(read);
    if (checked instanceof Refused) return checked;
    const merge = (before: Registered): Registered => (once ? { ...checked, ...before } : { ...before, ...checked });
    if (Object.keys(merge(this.state.registered)).length > MAX_REGISTERED)
      return new Refused('too_many_properties', `more than ${MAX_REGISTERED} registered properties`);
    this.#change((kept) => ({ ...kept, registered: merge(kept.registered) }));
    return undefined;
  }

  unregister(name: string): void {
    this.#change(({ registered: { [name]: _, ...registered }, ...kept }) => ({ ...kept, registered }));
  }

  #change(change: (kept: VisitorState) => VisitorState): void {
    const own = change(this.state);
    const registered = this.keep?.(change).registered ?? own.registered;
    this.state = { ...own, registered };
    this.#attach();
  }

  #attach(): void {
    // Copied as an event's own are: nothing is inherited.
    this.attached = checkProperties({ ...this.context, ...this.state.registered }) as Registered;
  }
}
