/** Gives every event a session: a new one after a pause. */
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
    if (this.#id === undefined || now - this.#lastEvent > this.timeoutMs) this.#id = this.randomId();
    this.#lastEvent = now;
    return this.#id;
  }
}
