import type { FlagValue } from '../types.js';

/** What a datafile says of one flag, as far as JavaScript needs it to read the core's answers. */
export interface FlagInfo {
  readonly key: string;
  /** `value`: `undefined` when it is no JSON, which only a damaged datafile holds. */
  readonly variants: readonly { readonly key: string; readonly value: FlagValue | undefined }[];
  readonly rules: readonly RuleInfo[];
}

export interface RuleInfo {
  readonly id: string;
  /** Empty for a rule that records no exposures. */
  readonly experiment: string;
  readonly version: number;
  /** The attribute that holds the unit's id; empty for a rule without a split. */
  readonly unit: string;
}

/** Reads the bytes of EncodeManifest() in core/assay/wire/context.h, which come from the module and are trusted. */
export function decodeManifest(bytes: Uint8Array): FlagInfo[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let at = 0;
  const u32 = (): number => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const text = (): string => {
    const size = u32();
    at += size;
    return decoder.decode(bytes.subarray(at - size, at));
  };
  const list = <T>(item: () => T): T[] => Array.from({ length: u32() }, item);
  return list(() => {
    const key = text();
    at += 2; // type and validity: the core answers PARSE_ERROR by itself
    const variants = list(() => ({ key: text(), value: parsed(text()) }));
    const rules = list(() => ({ id: text(), experiment: text(), version: u32(), unit: text() }));
    return { key, variants, rules };
  });
}

function parsed(json: string): FlagValue | undefined {
  try {
    return JSON.parse(json) as FlagValue;
  } catch {
    return undefined;
  }
}
