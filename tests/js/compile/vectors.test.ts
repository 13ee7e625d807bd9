import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Datafile } from '../../../js/compile/datafile.js';
import { programOf } from '../../../js/compile/native/program-of.js';
import { contextValue } from '../../vectors/oracle/flags.mjs';
import { evaluateProgram } from '../../vectors/oracle/program.mjs';

interface Answer {
  readonly variant?: string;
  readonly reason: string;
  readonly errorCode?: string;
  readonly rule?: string;
}
interface Case {
  readonly name: string;
  readonly datafile: Datafile;
  readonly answers: readonly { readonly context: Record<string, unknown>; readonly expect: Readonly<Record<string, Answer>> }[];
}

const { cases } = JSON.parse(readFileSync(new URL('../../vectors/flags.json', import.meta.url), 'utf8')) as { cases: readonly Case[] };

describe('programOf means what flags.json says', () => {
  it.each(cases)('of $name', ({ datafile, answers }) => {
    const { program } = programOf(datafile);
    for (const { context, expect: expected } of answers) {
      const attributes = Object.fromEntries(Object.entries(context).map(([name, value]) => [name, contextValue(value)]));
      const given = evaluateProgram(program, attributes, { now: 0 });
      for (const [key, answer] of Object.entries(expected)) {
        const { variantKey, reason, errorCode, rule } = given.get(key)!;
        const seen = { variant: variantKey ?? undefined, reason, errorCode: errorCode ?? undefined, rule: rule ?? undefined };
        expect(seen, `${key} for ${JSON.stringify(context)}`).toEqual({
          variant: undefined,
          errorCode: undefined,
          rule: undefined,
          ...answer,
        });
      }
    }
  });
});
