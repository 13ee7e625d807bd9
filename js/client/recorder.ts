import { checkName, checkProperties, Refused, type Rejection } from '../shared/check-event.js';
import { AssayError } from '../shared/errors.js';
import type { Scalar } from '../shared/query.js';
import type { Storage } from '../storage/storage.js';
import type { BatchEvent } from '../wire/batch-builder.js';
import type { Registered } from './events/visitor.js';
import type { PlanChecker } from './plan/plan-checker.js';
import { Sessions } from './sessions.js';
import type { ImportedEvent } from './types.js';

/** Group commit: what is pending is stored at the latest after this long, … */
const COMMIT_DELAY_MS = 250;
/** … and as soon as this many events wait. */
const COMMIT_EVENTS = 64;
/** A storage that fails is tried again after 500 ms, then after twice as long each time, up to this long. */
const MAX_RETRY_DELAY_MS = 30_000;
/** Events that may wait for a storage that does not answer; beyond it new ones are refused and counted. */
const MAX_PENDING = 100_000;

const NOTHING: Registered = {};

/** Takes events synchronously and stores them in groups. Nothing here throws into the page. */
export class Recorder {
  #pending: BatchEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #encoder: Promise<typeof import('./events/encode-segment.js')> | undefined;
  #running: Promise<void> = Promise.resolve();
  /** A commit that has not begun yet: it takes whatever is pending when it does. */
  #next: Promise<void> | undefined;
  /** Commits that failed since one last succeeded. */
  #failures = 0;
  #closed = false;
  #recorded = 0;
  readonly #rejected: Partial<Record<Rejection, number>> = {};

  /**
   * @param clock ms since the epoch
   * @param attached properties recorded with every event of now, beneath its own
   * @param plan what events are held against
   */
  constructor(
    private readonly storage: Storage,
    private readonly sessions: Sessions,
    private readonly clock: () => number,
    private readonly report: (error: AssayError) => void,
    private readonly attached: () => Registered = () => NOTHING,
    private readonly plan?: PlanChecker,
  ) {}

  get recorded(): number {
    return this.#recorded;
  }

  get rejected(): Readonly<Record<string, number>> {
    return { ...this.#rejected };
  }

  /** Queues an event of now, or refuses it. Says whether it was taken. */
  track(name: unknown, props: unknown, user: string): boolean {
    return this.#take('track', () => {
      const isReserved = typeof name === 'string' && name.startsWith('$');
      if (isReserved) return new Refused('reserved_name', "event names that begin with '$' are Assay's own");
      return this.#checkNow(name, props, user);
    });
  }

  /** The same for an event of Assay's own, whose name begins with `$`. `props` is a function because making them may throw. */
  trackOwn(name: string, props: () => unknown, user: string): boolean {
    return this.#take(name, () => this.#checkNow(name, props(), user));
  }

  /** Queues an event that happened elsewhere, or refuses it. */
  take(event: ImportedEvent): boolean {
    return this.#take('importEvents', () => {
      const { name, time, user, session, props } = event;
      const refused = session === undefined || session === null ? undefined : checkName(session, 'invalid_session', 'the session');
      return refused ?? this.#check(name, props, time, user, session);
    });
  }

  /** Stores what is pending. Resolves when it is stored; a failure is reported, and the events stay pending. */
  flush(): Promise<void> {
    this.#stopTimer();
    this.sessions.save();
    if (this.#next === undefined) {
      this.#next = this.#running.then(() => {
        this.#next = undefined;
        return this.#commit();
      });
      this.#running = this.#next;
    }
    return this.#next;
  }

  /** Refuses further events and stores what is pending; what cannot be stored now is reported as lost. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
    this.#stopTimer();
    if (this.#pending.length === 0) return;
    this.report(new AssayError('INTERNAL', `closed with ${this.#pending.length} events that could not be stored; they are lost`));
    this.#pending = [];
  }

  /** What `act` gives, and when that is a refusal counts and reports it. */
  attempt<T>(call: string, act: () => T | Refused): T | Refused {
    let result: T | Refused;
    try {
      result = act();
    } catch (cause) {
      result = new Refused('unreadable', 'reading the event threw', cause);
    }
    if (result instanceof Refused) {
      const { rejection, message, cause } = result;
      this.#rejected[rejection] = (this.#rejected[rejection] ?? 0) + 1;
      this.report(new AssayError('INVALID_ARGUMENT', `${call}: ${message}; it was not recorded`, cause === undefined ? {} : { cause }));
    }
    return result;
  }

  #take(call: string, check: () => BatchEvent | Refused): boolean {
    const event = this.attempt(call, check);
    if (event instanceof Refused) return false;
    this.#recorded++;
    this.#pending.push(event);
    // Loaded ahead, so that a page that is hidden soon has it; a failure shows at the commit.
    if (this.#encoder === undefined) this.#loadEncoder().catch(() => undefined);
    if (this.#pending.length >= COMMIT_EVENTS && this.#failures === 0) void this.flush();
    else this.#flushIn(COMMIT_DELAY_MS);
    return true;
  }

  #checkNow(name: unknown, props: unknown, user: string): BatchEvent | Refused {
    return this.#check(name, props, this.clock(), user, this.sessions, this.attached());
  }

  /**
   * @param session its id, or what gives one: asked last, so that a refused event neither begins nor prolongs a session
   * @param attached of an event of now, which the plan is for
   */
  #check(
    name: unknown,
    props: unknown,
    time: number,
    user: unknown,
    session: Sessions | string | undefined,
    attached?: Registered,
  ): BatchEvent | Refused {
    if (this.#closed) return new Refused('closed', 'assay is closed');
    const refused = checkName(name, 'invalid_name', 'the event name') ?? checkName(user, 'invalid_user', 'the user');
    if (refused) return refused;
    if (!Number.isInteger(time) || Math.abs(time) > 8.64e15)
      return new Refused('invalid_time', 'the time must be whole ms since the epoch');
    let checked = checkProperties(props);
    if (checked instanceof Refused) return checked;
    if (this.#pending.length >= MAX_PENDING)
      return new Refused('queue_full', `${MAX_PENDING} events wait for a storage that does not answer`);
    if (attached !== undefined) {
      if (this.plan !== undefined) checked = this.plan.event(name as string, checked, attached);
      if (checked instanceof Refused) return checked;
      if (attached !== NOTHING) checked = withAttached(checked, attached);
    }
    const id = session instanceof Sessions ? session.at(time) : session;
    // Assigned one by one: spreading what may be absent costs as much as everything above.
    const event: { -readonly [Field in keyof BatchEvent]: BatchEvent[Field] } = { name: name as string, time, user: user as string };
    if (id) event.session = id;
    if (checked) event.props = checked;
    return event;
  }

  async #commit(): Promise<void> {
    while (this.#pending.length > 0) {
      let stored = 0;
      try {
        const { encodeSegment, segmentLength } = await this.#loadEncoder();
        const events = this.#pending.slice(0, segmentLength(this.#pending));
        await this.storage.append(events.length, (firstSequence) => encodeSegment(events, firstSequence));
        stored = events.length;
      } catch (cause) {
        this.#failures++;
        this.report(new AssayError('INTERNAL', 'events could not be stored; they are kept and will be tried again', { cause }));
        this.#stopTimer();
        this.#flushIn(Math.min(MAX_RETRY_DELAY_MS, COMMIT_DELAY_MS * 2 ** this.#failures));
        return;
      }
      this.#failures = 0;
      this.#pending = this.#pending.slice(stored);
    }
  }

  #loadEncoder(): Promise<typeof import('./events/encode-segment.js')> {
    this.#encoder ??= import('./events/encode-segment.js').catch((error: unknown) => {
      this.#encoder = undefined;
      throw error;
    });
    return this.#encoder;
  }

  #flushIn(delayMs: number): void {
    this.#timer ??= setTimeout(() => void this.flush(), delayMs);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** `props` with those attached that it has not itself. It is changed: it is a copy of the page's. */
function withAttached(props: Registered | undefined, attached: Registered): Registered {
  if (props === undefined) return attached;
  for (const name in attached) if (!(name in props)) (props as Record<string, Scalar>)[name] = attached[name] as Scalar;
  return props;
}
