import { checkName, checkProperties, Refused, type Rejection } from '../shared/check-event.js';
import { AssayError } from '../shared/errors.js';
import type { Storage } from '../storage/storage.js';
import type { BatchEvent } from '../wire/batch-builder.js';

/** Group commit: what is pending is stored at the latest after this long, … */
const COMMIT_DELAY_MS = 250;
/** … and as soon as this many events wait. */
const COMMIT_EVENTS = 64;
/** Events that may wait for a storage that does not answer; beyond it new ones are refused and counted. */
const MAX_PENDING = 100_000;
/** Events per segment, so that no single batch is unwieldy. */
const MAX_SEGMENT = 65_536;

/** Takes events synchronously and stores them in groups. Nothing here throws into the page. */
export class Recorder {
  #pending: BatchEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #committing: Promise<void> = Promise.resolve();
  #closed = false;
  #recorded = 0;
  readonly #rejected: Partial<Record<Rejection, number>> = {};

  constructor(
    private readonly storage: Storage,
    private readonly report: (error: AssayError) => void,
  ) {}

  get recorded(): number {
    return this.#recorded;
  }

  get rejected(): Readonly<Record<string, number>> {
    return { ...this.#rejected };
  }

  /** Queues one event, or refuses it. `isOwn`: an event of Assay's, whose name begins with `$`. Says whether it was taken. */
  record(name: unknown, props: unknown, time: number, user: unknown, session: unknown, isOwn: boolean): boolean {
    const event = this.#check(name, props, time, user, session, isOwn);
    if (event instanceof Refused) {
      this.#rejected[event.rejection] = (this.#rejected[event.rejection] ?? 0) + 1;
      this.report(new AssayError('INVALID_ARGUMENT', `track: ${event.message}; the event was not recorded`));
      return false;
    }
    this.#recorded++;
    this.#pending.push(event);
    if (this.#pending.length >= COMMIT_EVENTS) {
      void this.flush();
    } else if (this.#timer === undefined) {
      this.#timer = setTimeout(() => void this.flush(), COMMIT_DELAY_MS);
    }
    return true;
  }

  /** Stores what is pending. Resolves when it is stored; a failure is reported, and the events stay pending. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#committing = this.#committing.then(() => this.#commit());
    return this.#committing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
  }

  #check(name: unknown, props: unknown, time: number, user: unknown, session: unknown, isOwn: boolean): BatchEvent | Refused {
    if (this.#closed) return new Refused('closed', 'assay is closed');
    const refused = checkName(name, 'invalid_name', 'the event name') ?? checkName(user, 'invalid_user', 'the user');
    if (refused) return refused;
    if (!isOwn && (name as string).startsWith('$')) {
      return new Refused('reserved_name', "event names that begin with '$' are Assay's own");
    }
    if (!Number.isInteger(time) || Math.abs(time) > 8.64e15) return new Refused('invalid_time', 'the time must be whole ms since the epoch');
    const badSession = session === undefined ? undefined : checkName(session, 'invalid_session', 'the session');
    if (badSession) return badSession;
    const checked = checkProperties(props);
    if (checked instanceof Refused) return checked;
    if (this.#pending.length >= MAX_PENDING) return new Refused('queue_full', `${MAX_PENDING} events wait for a storage that does not answer`);
    return {
      name: name as string,
      time,
      user: user as string,
      ...(session !== undefined && { session: session as string }),
      ...(checked && { props: checked }),
    };
  }

  async #commit(): Promise<void> {
    while (this.#pending.length > 0) {
      const events = this.#pending.slice(0, MAX_SEGMENT);
      try {
        const { BatchBuilder } = await import('../wire/batch-builder.js');
        await this.storage.append(events.length, (firstSequence) => {
          const builder = new BatchBuilder();
          for (const event of events) builder.add(event);
          return builder.finish(firstSequence);
        });
      } catch (cause) {
        this.report(new AssayError('INTERNAL', 'events could not be stored; they are kept and will be tried again', { cause }));
        return;
      }
      this.#pending = this.#pending.slice(events.length);
    }
  }
}
