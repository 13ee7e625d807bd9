// What the events that `assay types` declares of a tracking plan allow and refuse. Compiled, never run.
import { type AnyEvents, type Assay, createAssay, type TrackingPlan } from 'assay';

/** Events and the properties they can have. Generated from the tracking plan: do not edit. */
export interface Events {
  readonly cart_opened: {
    readonly phone?: string | undefined;
    readonly theme?: 'dark' | 'light' | undefined;
  };
  /** The customer paid. */
  readonly order_completed: {
    readonly coupon?: string | undefined;
    readonly customer?: string | undefined;
    readonly diagnosis?: string | undefined;
    readonly email?: string | undefined;
    readonly gift?: boolean | undefined;
    readonly items?: number | undefined;
    readonly phone?: string | undefined;
    readonly plan?: 'free' | 'pro' | undefined;
    readonly theme?: 'dark' | 'light' | undefined;
    /** In euro. */
    readonly total: number;
  };
  readonly searched: {
    readonly phone?: string | undefined;
    readonly term: string;
    readonly theme?: 'dark' | 'light' | undefined;
    readonly [name: string]: string | number | boolean | null | undefined;
  };
}

export async function events(plan: TrackingPlan): Promise<void> {
  const assay = await createAssay<Events>({ plan });
  assay.track('order_completed', { total: 1, plan: 'pro', gift: undefined });
  assay.track('cart_opened');
  assay.track('cart_opened', { theme: 'dark' });
  assay.track('searched', { term: 'boots', results: 3 });
  // @ts-expect-error an event that there is not
  assay.track('order_complete', { total: 1 });
  // @ts-expect-error what is required is missing
  assay.track('order_completed', { plan: 'pro' });
  // @ts-expect-error and all of it
  assay.track('order_completed');
  // @ts-expect-error of another type
  assay.track('order_completed', { total: '1' });
  // @ts-expect-error not one of the values
  assay.track('order_completed', { total: 1, plan: 'team' });
  // @ts-expect-error a property that there is not
  assay.track('order_completed', { total: 1, colour: 'red' });
  // @ts-expect-error nor here
  assay.track('cart_opened', { total: 1 });
  // @ts-expect-error what is required is missing, whatever else is allowed
  assay.track('searched', { results: 3 });
  // @ts-expect-error what else is allowed can be stored
  assay.track('searched', { term: 'boots', results: [3] });
}

export function visitors(assay: Assay<Events>): void {
  assay.identify('ada', { tier: 'gold' });
  assay.alias('ada', 'old-7');
  assay.register({ theme: 'dark', seats: 3, trial: false, coupon: undefined });
  assay.registerOnce({ source: 'ad' });
  assay.unregister('theme');
  assay.reset();
  // @ts-expect-error an alias is of somebody
  assay.alias('ada');
  // @ts-expect-error a list cannot be recorded
  assay.register({ tags: ['a'] });
  const report = assay.planReport();
  // @ts-expect-error without a plan there is no report
  void report.checked;
  // @ts-expect-error reports are read-only
  if (report) report.checked = 0;
  const first = report?.problems[0];
  // @ts-expect-error no such problem
  if (first?.problem === 'misspelt') return;
}

export async function options(): Promise<void> {
  await createAssay({ plan: { format: 1, events: {} }, allowPii: ['personal'], keep: 'localStorage', app: { name: 'Shop' } });
  await createAssay({ plan: fetch('/plan.json').then((response) => response.text()), allowPii: true, pageContext: false });
  await createAssay({
    keep: { getItem: () => null, setItem: () => undefined },
    sessions: { midnight: true, campaign: true, startEvent: true },
  });
  // @ts-expect-error no such storage
  await createAssay({ keep: 'cookies' });
  // @ts-expect-error no such class
  await createAssay({ allowPii: ['secret'] });
  // @ts-expect-error half a storage
  await createAssay<AnyEvents>({ keep: { getItem: () => null } });
  // @ts-expect-error an application has a name
  await createAssay({ app: { version: '1' } });
  // @ts-expect-error no such type
  const wrong: TrackingPlan = { format: 1, events: { a: { properties: { b: { type: 'text' } } } } };
  void wrong;
}
