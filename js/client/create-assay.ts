import type { AssayError } from '../shared/errors.js';
import type { FunnelQuery, Query } from '../shared/query.js';
import { MemoryStorage } from '../storage/memory-storage.js';
import { asAssayError } from './as-assay-error.js';
import { checkContext } from './check-context.js';
import { Follower } from './engine/follower.js';
import { openHost } from './engine/open-host.js';
import { FlagReader } from './flags/flag-reader.js';
import type { Exposure } from './flags/flag-source.js';
import { onPageHidden } from './page-hidden.js';
import { randomId as defaultRandomId } from './random-id.js';
import { Recorder } from './recorder.js';
import { Sessions } from './sessions.js';
import type { AnyEvents, AnyFlags, Assay, AssayOptions, FlagValue, ImportedEvent, Properties, Widen } from './types.js';

const DEFAULT_SESSION_TIMEOUT_MS = 30 * 60 * 1000;
/** Imported events between two commits. */
const IMPORT_COMMIT_EVENTS = 10_000;

/**
 * Opens Assay. Makes no network request but for its own module files, and none at all in Node.
 * @throws AssayError when a datafile is given and it or flags.wasm cannot be loaded: the code says why
 */
export async function createAssay<Events extends object = AnyEvents, Flags extends object = AnyFlags>(
  options: AssayOptions = {},
): Promise<Assay<Events, Flags>> {
  const report = reporter(options.onError);
  const clock = options.clock ?? Date.now;
  const randomId = options.randomId ?? defaultRandomId;
  const storage = options.storage ?? new MemoryStorage();
  const sessions = new Sessions(options.sessionTimeoutMs ?? DEFAULT_SESSION_TIMEOUT_MS, randomId);
  const recorder = new Recorder(storage, sessions, clock, report);
  const follower = new Follower(storage, () => openHost(options.engine ?? 'auto', options.wasm?.engine), report);

  const { bootstrap, datafile } = options;
  const given = checkContext(bootstrap?.context ?? {}, report, `anonymous-${randomId()}`);
  let context = options.context ? checkContext(options.context, report, given.user) : given;
  const expose = (exposure: Exposure) => void recorder.trackOwn('$exposure', () => ({ ...exposure }), context.user);
  const openLoader = async () => (await import('./flags/flag-loader.js')).FlagLoader.open(options, clock, report);
  const flags = new FlagReader(openLoader, expose, report);
  flags.setContext(context);
  if (bootstrap !== undefined) await flags.bootstrap(bootstrap);
  if (datafile !== undefined || options.lastGood !== undefined || options.overrides !== undefined) {
    const loading = flags.load(datafile, true);
    if (bootstrap === undefined) await loading;
    else loading.catch(report);
  }

  const query = async <Q extends Query>(asked: Q) => {
    await recorder.flush();
    return follower.query(asked, clock());
  };
  const stopWatching = onPageHidden(() => void recorder.flush());
  const closeAll = async (): Promise<void> => {
    stopWatching();
    await recorder.close();
    follower.close();
    flags.close();
    try {
      await storage.close();
    } catch (error) {
      report(error);
    }
  };
  let closing: Promise<void> | undefined;

  const assay: Assay<Events> = {
    flag: <T extends FlagValue>(key: string, fallback: T) => flags.value(key, fallback) as Widen<T>,
    variant: (key) => flags.variant(key),
    details: (key) => flags.details(key),
    explain: (key) => flags.explain(key),
    flags: () => flags.keys(),
    setContext: (next) => {
      const { user } = context;
      context = checkContext(next, report, user);
      if (context.user !== user) sessions.end();
      flags.setContext(context);
    },
    setDatafile: (next) => flags.load(next),
    override: (flag, variant) => flags.override(flag, variant),
    overrides: () => Object.fromEntries(flags.overrides),
    snapshot: () => flags.snapshot(),
    onFlags: (listener) => flags.onChange(listener),
    track: (name, ...[props]) => void recorder.track(name, props, context.user),
    identify: (user, traits?: Properties) => {
      const previous = context.user;
      const { user: next } = checkContext({ user }, report, '');
      if (next === '') return;
      context = { ...context, user: next };
      recorder.trackOwn('$identify', () => ({ ...traits, $previous_user: previous }), context.user);
      flags.setContext(context);
    },
    query,
    funnel: async (options) => query(funnelQuery(options)),
    importEvents: async (events: Iterable<ImportedEvent>) => {
      let accepted = 0;
      let rejected = 0;
      for (const event of events) {
        if (recorder.take(event)) accepted++;
        else rejected++;
        if ((accepted + rejected) % IMPORT_COMMIT_EVENTS === 0) await recorder.flush();
      }
      await recorder.flush();
      return { accepted, rejected };
    },
    subscribe: (listener) =>
      storage.subscribe(() => {
        try {
          listener();
        } catch (error) {
          report(error);
        }
      }),
    flush: () => recorder.flush(),
    get counters() {
      return { recorded: recorder.recorded, rejected: recorder.rejected };
    },
    get user() {
      return context.user;
    },
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
  return assay as Assay<Events, Flags>;
}

function funnelQuery(options: FunnelQuery['funnel'] & Omit<FunnelQuery, 'funnel'>): FunnelQuery {
  const { filter, by, range, maxGroups, ...funnel } = { ...options };
  const scope = Object.entries({ filter, by, range, maxGroups }).filter(([, value]) => value !== undefined);
  return { funnel, ...Object.fromEntries(scope) };
}

/** `onError` of the page, which must not be able to break a call that does not throw. */
function reporter(onError: ((error: AssayError) => void) | undefined): (error: unknown) => void {
  return (error) => {
    try {
      onError?.(asAssayError(error));
    } catch {
      // the page's own bug; there is nobody left to tell
    }
  };
}
