export type QueryState<Result> =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly result: Result }
  | { readonly status: 'error'; readonly message: string };

/** A question that is asked again whenever its answer may have changed. */
export interface LiveQuery<Result> {
  readonly state: QueryState<Result>;
  /** Asks again. An answer that arrives after the answer to a later question is dropped, so that nothing stale covers what is fresh. */
  refresh(): Promise<void>;
  /** Calls `listener` with the state now and whenever it changes. Returns how to stop. */
  watch(listener: (state: QueryState<Result>) => void): () => void;
}

export function liveQuery<Result>(ask: () => Promise<Result>): LiveQuery<Result> {
  const listeners = new Set<(state: QueryState<Result>) => void>();
  let state: QueryState<Result> = { status: 'loading' };
  let asked = 0;
  let shown = 0;
  const show = (ticket: number, next: QueryState<Result>): void => {
    if (ticket < shown) return;
    shown = ticket;
    state = next;
    for (const listener of listeners) listener(state);
  };
  return {
    get state() {
      return state;
    },
    async refresh() {
      asked += 1;
      const ticket = asked;
      try {
        show(ticket, { status: 'ready', result: await ask() });
      } catch (error) {
        show(ticket, { status: 'error', message: error instanceof Error ? error.message : String(error) });
      }
    },
    watch(listener) {
      listeners.add(listener);
      listener(state);
      return () => listeners.delete(listener);
    },
  };
}
