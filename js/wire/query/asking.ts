/** What an encoder may need to know beside what is asked of its kind. */
export interface Asking {
  /** ms since the epoch, what `last` counts back from. */
  readonly now: number;
  /** The fields beside the kind's own. */
  readonly beside: Readonly<Record<string, unknown>>;
}
