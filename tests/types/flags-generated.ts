// What the flags that `assay types` declares allow and refuse. Compiled, never run.
import { type AnyEvents, type Assay, createAssay, type Details } from 'assay';

/** True when the types are the same, not merely assignable. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};

/** As `assay types` writes it. */
interface Flags {
  readonly 'button colour': 'blue' | 'grey';
  readonly limit: number;
  /** Shown above the page. */
  readonly banner: boolean;
  readonly theme: { readonly accent: string; readonly steps?: readonly number[] };
  readonly nothing: null;
}

export async function keys(): Promise<void> {
  const assay = await createAssay<AnyEvents, Flags>({});
  assay.flag('banner', false);
  assay.variant('button colour');
  assay.override('limit', 'high');
  const all = assay.flags();
  same<typeof all, readonly ('button colour' | 'limit' | 'banner' | 'theme' | 'nothing')[]>(true);
  // @ts-expect-error a flag that there is not
  assay.flag('baner', false);
  // @ts-expect-error nor here
  assay.variant('baner');
  // @ts-expect-error nor here
  assay.details('baner');
  // @ts-expect-error nor here
  assay.override('baner', 'on');
}

export function values(assay: Assay<AnyEvents, Flags>): void {
  const banner = assay.flag('banner', false);
  same<typeof banner, boolean>(true);
  const colour = assay.flag('button colour', 'grey');
  same<typeof colour, 'blue' | 'grey'>(true);
  const limit = assay.flag('limit', 3);
  same<typeof limit, number>(true);
  const theme = assay.flag('theme', { accent: '#06c' });
  same<typeof theme, Flags['theme']>(true);
  const perhaps = assay.flag('button colour', null);
  same<typeof perhaps, 'blue' | 'grey' | null>(true);
  const nothing = assay.flag('nothing', null);
  same<typeof nothing, null>(true);
  const details = assay.details('theme');
  same<typeof details, Details<Flags['theme'] | undefined>>(true);
  // @ts-expect-error a fallback of another type
  assay.flag('banner', 'off');
  // @ts-expect-error a value that the flag cannot have
  assay.flag('button colour', 'red');
  // @ts-expect-error a part is missing
  assay.flag('theme', {});
  // @ts-expect-error a fallback must be given
  assay.flag('limit');
  // @ts-expect-error values are read-only
  theme.accent = 'red';
}

export function keysKnownLater(assay: Assay<AnyEvents, Flags>, key: 'banner' | 'limit'): void {
  const details = assay.details(key);
  same<typeof details, Details<boolean | number | undefined>>(true);
}

export function whoDoesNotKnowTheFlags(typed: Assay<{ bought: { price: number } }, Flags>): void {
  // Who only reads need not know them.
  const reader: Assay = typed;
  reader.flag('anything', 1);
}
