import { AssayError } from '../shared/errors.js';
import type { FunnelQuery, Query } from '../shared/query.js';
import { MemoryStorage } from '../storage/memory-storage.js';
import type { Storage } from '../storage/storage.js';
import { checkContext } from './check-context.js';
import { Follower } from './engine/follower.js';
import { openHost } from './engine/open-host.js';
import type { Flags } from './flags/flags.js';
import { onPageHidden } from './page-hidden.js';
import { Recorder } from './recorder.js';
import { Sessions } from './sessions.js';
import type { AnyEvents, Assay, AssayOptions, Context, Details, FlagValue, ImportedEvent, Properties, Widen } from './types.js';

const DEFAULT_SESSION_TIMEOUT_MS = 30 * 60 * 1000;

/**
 * Opens Assay. Makes no network request but for its own module files, and none at all in Node.
 * @throws AssayError when a datafile is given and it or flags.wasm cannot be loaded: the code says why
 */
export async function createAssay<Events extends object = AnyEvents>(options: AssayOptions = {}): Promise<Assay<Events>> {
  const report = reporter(options.onError);
  const clock = options.clock ?? Date.now;
  const randomId = options.randomId ?? (() => crypto.randomUUID());
  const storage: Storage = options.storage ?? new MemoryStorage();
  const recorder = new Recorder(storage, report);
  const follower = new Follower(storage, () => openHost(options.engine ?? 'auto', options.wasm?.engine));
  const sessions = new Sessions(options.sessionTimeoutMs ?? DEFAULT_SESSION_TIMEOUT_MS, randomId);
  const stopWatching = onPageHidden(() => void recorder.flush());

  let context: Context = { user: `anonymous-${randomId()}`, ...checkContext(options.context ?? {}, report) };
  const userOf = (): string => String(context['user']);
  const record = (name: unknown, props: unknown, isOwn: boolean): boolean => {
    const now = clock();
    return recorder.record(name, props, now, userOf(), sessions.at(now), isOwn);
  };

  let flags: Flags | undefined;
  const applyContext = (): void => {
    try {
      flags?.setContext(context);
    } catch (error) {
      report(error);
    }
  };
  const setDatafile = async (datafile: string | object | Uint8Array): Promise<void> => {
    const { compiledBytes, openFlags } = await import('./flags/open-flags.js');
    if (flags === undefined) flags = await openFlags(datafile, options.wasm?.flags);
    else flags.load(await compiledBytes(datafile));
    applyContext();
  };
  if (options.datafile !== undefined) await setDatafile(options.datafile);

  const details = (key: string): Details<FlagValue | undefined> =>
    flags?.details(key) ?? { flag: key, value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' };
  const read = (key: string): Details<FlagValue | undefined> => {
    const exposure = flags?.takeExposure(key);
    if (exposure) record('$exposure', exposure, true);
    return details(key);
  };

  return {
    flag: <T extends FlagValue>(key: string, fallback: T): Widen<T> => {
      const { value } = read(key);
      const fits = value !== undefined && (fallback === null || typeof value === typeof fallback);
      return (fits ? value : fallback) as Widen<T>;
    },
    variant: (key) => read(key).variant,
    details,
    flags: () => flags?.keys() ?? [],
    setContext: (next) => {
      context = { user: userOf(), ...checkContext(next, report) };
      applyContext();
    },
    setDatafile,
    track: (name, ...[props]) => void record(name, props, false),
    identify: (user, traits?: Properties) => {
      const anonymous = userOf();
      const next = checkContext({ user }, report);
      if (next['user'] === undefined) return;
      context = { ...context, ...next };
      record('$identify', { ...traits, $previous_user: anonymous }, true);
      applyContext();
    },
    query: async <Q extends Query>(query: Q) => {
      await recorder.flush();
      return follower.query(query, clock());
    },
    funnel: async ({ filter, by, range, maxGroups, ...funnel }) => {
      await recorder.flush();
      const scope = { filter, by, range, maxGroups };
      const given = Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined));
      return follower.query<FunnelQuery>({ funnel, ...given }, clock());
    },
    importEvents: async (events: Iterable<ImportedEvent>) => {
      let accepted = 0;
      let rejected = 0;
      for (const { name, props, time, user, session } of events) {
        if (recorder.record(name, props, time, user, session, true)) accepted++;
        else rejected++;
        if (accepted % 10_000 === 9_999) await recorder.flush();
      }
      await recorder.flush();
      return { accepted, rejected };
    },
    subscribe: (listener) => storage.subscribe(listener),
    flush: () => recorder.flush(),
    get counters() {
      return { recorded: recorder.recorded, rejected: recorder.rejected };
    },
    get user() {
      return userOf();
    },
    close: async () => {
      stopWatching();
      await recorder.close();
      follower.close();
      flags?.close();
      flags = undefined;
      await storage.close();
    },
  };
}

/** `onError` of the page, which must not be able to break a call that does not throw. */
function reporter(onError: AssayOptions['onError']): (error: unknown) => void {
  return (error) => {
    try {
      onError?.(error instanceof AssayError ? error : new AssayError('INTERNAL', (error as Error).message, { cause: error }));
    } catch {
      // the page's own bug; there is nobody left to tell
    }
  };
}
