import type { Program } from '../compile/program/program.js';
import type { Json } from '../shared/json.js';

type Attributes = Readonly<Record<string, Json>>;

/** Another vendor's datafile and contexts as Assay evaluates them. */
export interface Vendor {
  /** The attribute that units are told apart by. */
  readonly unit: string;
  /** Translates a parsed datafile. */
  import(source: unknown): {
    readonly program: Program;
    readonly problems: readonly (string | { readonly flag: string; readonly message: string })[];
  };
  /** A context of theirs as attributes; `undefined` when it is none. */
  context(context: Attributes): Readonly<Record<string, unknown>> | undefined;
  /** The context of another unit. @defaultValue the attribute replaced */
  withUnit?(context: Attributes, name: string, id: string): Attributes;
}

const isObject = (value: unknown): value is Attributes => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands in a context's member `within`, or in the context itself, replaced. */
const replaced = (context: Attributes, within: string, name: string, id: string): Attributes => {
  const inner = context[within];
  return isObject(inner) ? { ...context, [within]: { ...inner, [name]: id } } : { ...context, [name]: id };
};

/** Each is loaded when it is first asked for. */
const VENDORS = {
  async growthbook(): Promise<Vendor> {
    const { growthbook, growthbookContext } = await import('../compat/growthbook/index.js');
    return {
      unit: 'id',
      import: growthbook,
      // Attributes alone, or all that GrowthBook's SDK is told of a user.
      context: (context) => growthbookContext(isObject(context['attributes']) ? context : { attributes: context }),
      withUnit: (context, name, id) => replaced(context, 'attributes', name, id),
    };
  },
  async unleash(): Promise<Vendor> {
    const { unleash, unleashContext } = await import('../compat/unleash/index.js');
    return { unit: 'userId', import: unleash, context: (context) => unleashContext(context) };
  },
  async ufc(): Promise<Vendor> {
    const { ufc, ufcContext } = await import('../compat/ufc/index.js');
    return {
      unit: 'subjectKey',
      import: ufc,
      context({ subjectKey, targetingKey, attributes, ...rest }) {
        const key = subjectKey ?? targetingKey ?? rest['id'];
        return ufcContext(key === undefined || key === null ? undefined : String(key), isObject(attributes) ? attributes : rest);
      },
    };
  },
  async launchdarkly(): Promise<Vendor> {
    const { launchdarkly, launchdarklyContext } = await import('../compat/launchdarkly/index.js');
    return {
      unit: 'key',
      import: (source) => launchdarkly(isObject(source) ? source : {}),
      // Users as they were before there were kinds have attributes of their own under `custom`.
      context: (context) => launchdarklyContext('kind' in context || 'custom' in context ? context : { kind: 'user', ...context }),
      withUnit: (context, name, id) => replaced(context, context['kind'] === 'multi' ? 'user' : '', name, id),
    };
  },
  async flagd(): Promise<Vendor> {
    const { flagd, flagdContext } = await import('../compat/flagd/index.js');
    return { unit: 'targetingKey', import: flagd, context: flagdContext };
  },
};

export const VENDOR_NAMES = Object.keys(VENDORS) as readonly (keyof typeof VENDORS)[];

/** `undefined` for a name that is none of VENDOR_NAMES. */
export const openVendor = (name: string): Promise<Vendor> | undefined =>
  Object.hasOwn(VENDORS, name) ? VENDORS[name as keyof typeof VENDORS]() : undefined;
