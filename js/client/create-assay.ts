import { MemoryStorage } from '../storage/memory-storage.js';
import { asAssayError } from './as-assay-error.js';
import { checkContext } from './check-context.js';
import type { Answers } from './events/answers.js';
import { alias, identify } from './events/identity.js';
import type { Visit, VisitParameters } from './events/visit.js';
import { Visitor } from './events/visitor.js';
import { FlagReader } from './flags/flag-reader.js';
import type { Exposure } from './flags/flag-source.js';
import { onPageHidden } from './page-hidden.js';
import { randomId as defaultRandomId } from './random-id.js';
import { Recorder } from './recorder.js';
import { Sessions } from './sessions.js';
import type { AnyEvents, AnyFlags, Assay, AssayOptions, FlagValue, Properties, Widen } from './types.js';

const DEFAULT_SESSION_TIMEOUT_MS = 30 * 60 * 1000;

/**
 * Opens Assay. Makes no network request but for its own module files, and none at all in Node.
 * @throws AssayError when a datafile is given and it or flags.wasm cannot be loaded, or a tracking plan is malformed: the code says why
 */
export async function createAssay<Events extends object = AnyEvents, Flags extends object = AnyFlags>(
  options: AssayOptions = {},
): Promise<Assay<Events, Flags>> {
  // The page's `onError` must not be able to break a call that does not throw.
  const report = (error: unknown): void => {
    try {
      options.onError?.(asAssayError(error));
    } catch {
      // the page's own bug; there is nobody left to tell
    }
  };
  const clock = options.clock ?? Date.now;
  const randomId = options.randomId ?? defaultRandomId;
  const storage = options.storage ?? new MemoryStorage();
  const timeoutMs = options.sessionTimeoutMs ?? DEFAULT_SESSION_TIMEOUT_MS;
  const fresh = { anonymous: `anonymous-${randomId()}`, registered: {} };
  const { bootstrap, datafile } = options;
  // A promise that fails before its turn has come is not one that nobody looks after.
  Promise.resolve(datafile).catch(() => undefined);
  const visit = await openVisit(options, fresh, timeoutMs, randomId, report);
  const visitor = visit?.visitor ?? new Visitor(fresh);

  const given = checkContext(bootstrap?.context ?? {}, report, visitor.state.user ?? visitor.state.anonymous);
  let context = options.context ? checkContext(options.context, report, given.user) : given;
  const sessions =
    visit?.sessions(
      () => context.user,
      (session, time, campaign) =>
        recorder.take({ name: '$session_start', time, user: context.user, session, props: { ...visitor.attached, ...campaign } }),
    ) ?? new Sessions(timeoutMs, randomId);
  const plan = visit?.plan;
  const recorder = new Recorder(storage, sessions, clock, report, () => visitor.attached, plan);
  const identity = { visitor, recorder, sessions, report };
  let asking: Promise<Answers> | undefined;
  const openAnswers = async (): Promise<Answers> => {
    try {
      const answers = (await import('./events/answers.js')).openAnswers(options, storage, report);
      if (closing) answers.close();
      return answers;
    } catch (error) {
      asking = undefined;
      throw asAssayError(error);
    }
  };
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

  const ask = (): Promise<Answers> => recorder.flush().then(() => (asking ??= openAnswers()));
  const stopWatching = onPageHidden(() => void recorder.flush());
  const closeAll = async (): Promise<void> => {
    stopWatching();
    visit?.stop();
    await recorder.close();
    asking?.then((answers) => answers.close()).catch(() => undefined);
    flags.close();
    try {
      await storage.close();
    } catch (error) {
      report(error);
    }
  };
  let closing: Promise<void> | undefined;
  const become = (user: string): void => {
    if (user === context.user) return;
    context = { ...context, user };
    flags.setContext(context);
  };
  const register = (props: unknown, once: boolean): void =>
    void recorder.attempt('register', () => visitor.register(props, (given) => (plan ? plan.registered(given) : given), once));

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
    identify: (user, traits?: Properties) => become(identify(identity, user, traits, context.user)),
    alias: (user, previous) => alias(identity, user, previous),
    reset: () => {
      visitor.reset(`anonymous-${randomId()}`);
      sessions.end();
      become(visitor.state.anonymous);
    },
    register: (props) => register(props, false),
    registerOnce: (props) => register(props, true),
    unregister: (name) => visitor.unregister(name),
    planReport: () => plan?.result,
    query: async (query) => (await ask()).query(query, clock()),
    funnel: async (options) => (await ask()).funnel(options, clock()),
    watch: (query, listener, { onError } = {}) => {
      const stopping = new AbortController();
      ask().then((answers) => answers.watch(query, listener, clock, onError ?? report, stopping.signal), report);
      return () => stopping.abort();
    },
    importEvents: async (events) => (await import('./events/import-events.js')).importEvents(recorder, events),
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

/** What options about events and the page need, a download of its own. */
async function openVisit(options: AssayOptions, ...rest: VisitParameters): Promise<Visit | undefined> {
  const { plan, keep, sessions, app, pageContext } = options;
  const isPage = globalThis.document !== undefined && pageContext !== false;
  if (!isPage && (plan ?? keep ?? sessions ?? app) === undefined) return undefined;
  try {
    // At once, so that a plan that fails before its turn has come is not one that nobody looks after.
    const [visits] = await Promise.all([import('./events/visit.js'), plan]);
    return await visits.openVisit(options, ...rest);
  } catch (error) {
    // Without the plan nothing would be held back; everything else can be done without.
    if (plan !== undefined) throw asAssayError(error);
    rest[3](error);
    return undefined;
  }
}
