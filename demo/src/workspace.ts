import type { Assay } from 'assay';
import { createAssay } from 'assay';
import { datafile } from './datafile.js';
import type { EventName, FreightEvents, FreightProps, VisitorProps } from './events.js';

/** Something that happened in this page, for the event log. */
export interface RecordedEvent {
  readonly name: string;
  readonly time: number;
  readonly props: Readonly<Record<string, string | number | boolean>>;
}

/** The page's Assay and the person in front of it. Everything in the app and the dashboard works on this. */
export interface Workspace {
  /** Replaced by `reset`; ask for it anew each time. */
  readonly assay: Assay<FreightEvents>;
  readonly visitor: VisitorProps;
  /** Records an event with the visitor's properties. */
  record<Name extends EventName>(name: Name, props: FreightProps[Name]): void;
  /** The assigned variant, read by the code that shows it: records the exposure. */
  variant(experiment: string): string | undefined;
  setVisitor(visitor: VisitorProps): void;
  /** Goes on as somebody else, who may be assigned the other variant. */
  becomeNewVisitor(): void;
  /** Drops all events and starts over as a new visitor. */
  reset(): Promise<void>;
  /** New events can be queried. */
  onEvents(listener: () => void): () => void;
  /** Something was recorded by this page, just now. */
  onRecorded(listener: (event: RecordedEvent) => void): () => void;
  /** The visitor, and so perhaps the variants, changed. `fresh`: everything starts over. */
  onVisitor(listener: (fresh: boolean) => void): () => void;
}

export async function openWorkspace(initial: VisitorProps): Promise<Workspace> {
  let visitor = initial;
  const eventListeners = new Set<() => void>();
  const recordedListeners = new Set<(event: RecordedEvent) => void>();
  const visitorListeners = new Set<(fresh: boolean) => void>();

  const open = async (): Promise<Assay<FreightEvents>> => {
    const opened = await createAssay<FreightEvents>({ datafile, context: { user: crypto.randomUUID(), ...visitor } });
    opened.subscribe(() => {
      for (const listener of eventListeners) listener();
    });
    return opened;
  };
  let assay = await open();

  const tell = (name: string, props: RecordedEvent['props']): void => {
    for (const listener of recordedListeners) listener({ name, time: Date.now(), props });
  };
  const workspace: Workspace = {
    get assay() {
      return assay;
    },
    get visitor() {
      return visitor;
    },
    record(name, props) {
      const all = { ...props, ...visitor };
      // The signature ties name and props together; inside it TypeScript cannot follow `FreightEvents[Name]` for an open `Name`.
      (assay as unknown as Assay).track(name, all);
      tell(name, props);
    },
    variant(experiment) {
      const before = assay.counters.recorded;
      const variant = assay.variant(experiment);
      if (variant !== undefined && assay.counters.recorded > before) tell('$exposure', { experiment, variant });
      return variant;
    },
    setVisitor(next) {
      visitor = next;
      assay.setContext({ ...visitor });
      for (const listener of visitorListeners) listener(false);
    },
    becomeNewVisitor() {
      assay.setContext({ user: crypto.randomUUID(), ...visitor });
      for (const listener of visitorListeners) listener(true);
      workspace.record('app_opened', { source: 'person' });
    },
    async reset() {
      const old = assay;
      assay = await open();
      await old.close();
      for (const listener of visitorListeners) listener(true);
      workspace.record('app_opened', { source: 'person' });
    },
    onEvents: (listener) => add(eventListeners, listener),
    onRecorded: (listener) => add(recordedListeners, listener),
    onVisitor: (listener) => add(visitorListeners, listener),
  };
  return workspace;
}

function add<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
