/** Gives every event a session: a new one after a pause, and for another user. */
export class Sessions {
  protected id: string | undefined;
  protected lastEvent = 0;

  /** @param timeoutMs the longest pause: after a longer one the next event begins a new session */
  constructor(
    protected readonly timeoutMs: number,
    private readonly randomId: () => string,
  ) {}

  /** The session of an event at `now`, ms since the epoch. */
  at(now: number): string {
    if (this.id === undefined || now - this.lastEvent > this.timeoutMs) this.id = String(this.randomId());
    this.lastEvent = now;
    return this.id;
  }

  /** The next event begins a new session. */
  end(): void {
    this.id = undefined;
  }

  /** To be called once in a while, when events are stored: here there is nothing to keep. */
  save(): void {}
}
