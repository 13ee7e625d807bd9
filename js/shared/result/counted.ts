/** What every result has. */
export interface Counted {
  readonly eventsScanned: number;
}
