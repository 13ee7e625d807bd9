/** One of the app's places. */
export interface View {
  readonly root: HTMLElement;
  /** Starts over, as for another visitor. */
  reset(): void;
  /** The view has come to the front. */
  shown(): void;
}
