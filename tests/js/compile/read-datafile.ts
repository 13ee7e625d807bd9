import { ByteBuffer } from 'flatbuffers';
import { expect } from 'vitest';
import { Datafile } from '../../../js/wire/generated/assay/fb/datafile.js';

/** Compiled bytes with every index looked up, but for those in the code. */
export function readDatafile(bytes: Uint8Array) {
  const buffer = new ByteBuffer(bytes);
  expect(Datafile.bufferHasIdentifier(buffer)).toBe(true);
  const fb = Datafile.getRootAsDatafile(buffer);
  const list = <T>(length: number, at: (index: number) => T): T[] => Array.from({ length }, (_, i) => at(i));
  const textBytes = fb.textBytesArray() ?? new Uint8Array();
  const ends = list(fb.textEndsLength(), (i) => fb.textEnds(i) as number);
  const texts = ends.map((end, i) =>
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(textBytes.subarray(ends[i - 1] ?? 0, end)),
  );
  const text = (index: number): string => texts[index] as string;
  const code = list(fb.codeLength(), (i) => fb.code(i) as number);
  const starts = list(fb.expressionsLength(), (i) => fb.expressions(i) as number);
  const expression = (index: number): readonly number[] | undefined =>
    index < 0 ? undefined : code.slice(starts[index], starts[index + 1] ?? code.length);
  const rules = list(fb.rulesLength(), (i) => {
    const rule = fb.rules(i)!;
    return {
      id: text(rule.id()),
      when: expression(rule.when()),
      action: rule.action(),
      reason: rule.reason(),
      error: rule.error(),
      value: rule.value(),
      ranges: list(rule.ranges(), (k) => {
        const range = fb.ranges(rule.firstRange() + k)!;
        return [range.low(), range.high(), range.variant()];
      }),
      experiment: rule.experiment() < 0 ? undefined : text(rule.experiment()),
      version: rule.version(),
      unit: expression(rule.unit()),
    };
  });
  const flags = list(fb.flagsLength(), (i) => {
    const flag = fb.flags(i)!;
    return {
      key: text(flag.key()),
      type: flag.type(),
      enabled: flag.enabled(),
      invalid: flag.invalid(),
      defaultVariant: flag.defaultVariant(),
      variants: list(flag.variants(), (k) => {
        const variant = fb.variants(flag.firstVariant() + k)!;
        return [text(variant.key()), text(variant.value())];
      }),
      rules: rules.slice(flag.firstRule(), flag.firstRule() + flag.rules()),
    };
  });
  return {
    format: fb.format(),
    version: fb.version(),
    compat: fb.compat(),
    texts,
    numbers: list(fb.numbersLength(), (i) => fb.numbers(i) as number),
    attributes: list(fb.attributesLength(), (i) => text(fb.attributes(i) as number)),
    expressions: starts.map((_, i) => expression(i) as readonly number[]),
    flags,
    flag: (key: string) => flags.find((flag) => flag.key === key)!,
    sets: list(fb.setsLength(), (i) => {
      const set = fb.sets(i)!;
      return { kind: set.kind(), hashes: set.hashes(), words: list(set.words(), (k) => fb.setWords(set.firstWord() + k) as bigint) };
    }),
  };
}
