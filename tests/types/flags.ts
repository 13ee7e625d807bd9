// What flag() gives, by its fallback. Compiled, never run.
import type { Assay, Details, FlagsSnapshot, FlagValue } from 'assay';

/** True when the types are the same, not merely assignable. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};

interface Theme {
  readonly accent: string;
}
type ThemeValue = { readonly accent: string };

export function fallbacks(assay: Assay, theme: ThemeValue, maybe: string | undefined): void {
  const banner = assay.flag('banner', false);
  same<typeof banner, boolean>(true);
  const greeting = assay.flag('greeting', 'hello');
  same<typeof greeting, string>(true);
  const limit = assay.flag('limit', 3);
  same<typeof limit, number>(true);
  const accent = assay.flag('theme', theme);
  same<typeof accent, ThemeValue>(true);
  const steps = assay.flag('steps', ['a', 'b']);
  same<typeof steps, string[]>(true);
  const anything = assay.flag('anything', null);
  same<typeof anything, FlagValue>(true);
  // @ts-expect-error a fallback must be given
  assay.flag('banner');
  // @ts-expect-error and be a value that a flag can have
  assay.flag('banner', () => true);
  // @ts-expect-error `undefined` is none
  assay.flag('banner', maybe);
  // @ts-expect-error the answer is a boolean
  const text: string = assay.flag('banner', false);
  void text;
}

export function widened(assay: Assay, theme: Theme): void {
  // A literal fallback does not make the literal the flag's type.
  let limit = assay.flag('limit', 3);
  limit = 4;
  let name = assay.flag<'a' | 'b'>('name', 'a');
  name = 'anything';
  void [limit, name, theme];
}

export function testing(assay: Assay): void {
  assay.override('button', 'blue');
  assay.override('button', undefined);
  const overrides: Readonly<Record<string, string>> = assay.overrides();
  // @ts-expect-error a variant is named, not given by its value
  assay.override('button', true);
  // @ts-expect-error how to end it must be said
  assay.override('button');
  const stop: () => void = assay.onFlags(() => undefined);
  stop();
  const snapshot: FlagsSnapshot = assay.snapshot();
  const read: true | undefined = snapshot.flags[0]?.read;
  // @ts-expect-error snapshots are read-only
  snapshot.version = 7;
  void [overrides, read];
}

export function variantsAndDetails(assay: Assay): void {
  const variant = assay.variant('button');
  same<typeof variant, string | undefined>(true);
  const details = assay.details('button');
  same<typeof details, Details<FlagValue | undefined>>(true);
  same<typeof details.experimentVersion, number | undefined>(true);
  same<typeof details.overridden, true | undefined>(true);
  if (details.errorCode === 'FLAG_NOT_FOUND') return;
  // @ts-expect-error not one of OpenFeature's
  if (details.errorCode === 'NOT_THERE') return;
  // @ts-expect-error details are read-only
  details.variant = 'other';
}
