import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const methods = (text: string): string[] =>
  [...text.slice(text.indexOf('interface EmbindModule')).matchAll(/^ {2}(\w+\(.*\): \w+);$/gm)].map((match) => match[1] as string).sort();

describe('the declared exports of a module', () => {
  it.each(['flags', 'engine', 'sketch', 'stats'])('are those that Emscripten emits for %s.wasm', (name) => {
    const declared = methods(read(`js/client/wasm/raw/${name}.ts`));
    expect(declared.length).toBeGreaterThan(4);
    expect(methods(read(`build/wasm/wasm/${name}.d.ts`))).toEqual(declared);
  });
});
