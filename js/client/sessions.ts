/** Gives every event a session: a new one after a pause, and for another user. */
export class Sessions {
  #id: string | undefined;
  #lastEvent = 0;

  /** @param timeoutMs pause after which the next event begins a new session */
  constructor(
    private readonly timeoutMs: number,
    private readonly randomId: () => string,
  ) {}

  /** The session of an event at `now`, ms since the epoch. */
  at(now: number): string {
    if (this.#id === undefined || now - this.#lastEvent > this.timeoutMs) this.#id = String(this.randomId());
    this.#lastEvent = now;
    return this.#id;
  }

  /** The next event begins a new session. */
  end(): void {
    this.#id = undefined;
  }
}
