import { experimentFlag, growthbook, growthbookContext } from '../../../js/compat/growthbook/index.js';
import { growthbookExperimentResult, growthbookResult } from '../../../js/compat/growthbook/results.js';
import { flagd, flagdContext, flagdResult } from '../../../js/compat/flagd/index.js';
import { launchdarkly, launchdarklyContext, launchdarklyResult } from '../../../js/compat/launchdarkly/index.js';
import { ufc, ufcContext, ufcResult } from '../../../js/compat/ufc/index.js';
import { unleash, unleashContext, unleashResult } from '../../../js/compat/unleash/index.js';
import type { Details } from '../../../js/client/types.js';
import type { Program } from '../../../js/compile/program/program.js';
import type { Json } from '../../../js/shared/json.js';
import type { Kind } from './inputs.js';

export type Fields = Readonly<Record<string, Json>>;

/** A payload as an importer translated it. */
export interface Imported {
  readonly program: Program;
  /** A page's context as attributes, from attributes that may be anything; `undefined` when there can be none. */
  context(attributes: Fields): Readonly<Record<string, unknown>> | undefined;
  /** The vendor's own result of an answer, read as a text whose default is `fallback`. */
  result(answer: Details<unknown>, context: Fields, fallback: string): { readonly value?: unknown };
}

type Import = (payload: unknown) => Imported;

const IMPORTS: Readonly<Record<Exclude<Kind, 'assay' | 'program'>, Import>> = {
  growthbook(payload) {
    const imported = growthbook(payload);
    const url = 'https://shop.example/pay/cart?q=1&button-test=1&page=99999999999#x';
    return {
      program: imported.program,
      context: (attributes) =>
        growthbookContext({
          attributes,
          url,
          forcedVariations: { n: 1 },
          stickyBucketAssignmentDocs: [{ attributeName: 'id', attributeValue: 'u1', assignments: { 'button-test__2': 'b' } }],
        }),
      result(answer, context) {
        growthbookExperimentResult(imported, answer, context);
        growthbookExperimentResult(imported, { ...answer, flag: experimentFlag(answer.flag) }, context);
        growthbookResult(imported, answer, context);
        return {};
      },
    };
  },
  unleash(payload) {
    const { program } = unleash(payload);
    return {
      program,
      context: (attributes) => unleashContext(attributes, { random: () => 0.5, hostname: 'a' }),
      result(answer) {
        const { enabled, variant } = unleashResult(answer);
        return { value: typeof enabled === 'boolean' && typeof variant.name === 'string' ? '' : undefined };
      },
    };
  },
  ufc(payload) {
    const { program, meta } = ufc(payload);
    return {
      program,
      context: (attributes) => ufcContext(typeof attributes['user'] === 'string' ? attributes['user'] : null, attributes),
      result: (answer, _, fallback) => ufcResult(meta, answer, 'STRING', fallback),
    };
  },
  launchdarkly(payload) {
    const { program, meta } = launchdarkly(payload as object);
    return {
      program,
      context: launchdarklyContext,
      result: (answer, _, fallback) => launchdarklyResult(meta, answer, fallback, 'string'),
    };
  },
  flagd(payload) {
    const { program } = flagd(payload);
    return { program, context: flagdContext, result: (answer, _, fallback) => flagdResult(answer, 'string', fallback) };
  },
};

/** `undefined` for what is no vendor's. */
export const importOf = (kind: Kind): Import | undefined => (kind === 'assay' || kind === 'program' ? undefined : IMPORTS[kind]);

/** Attributes that the seeds look at; mutated before they are used. */
export const ATTRIBUTES: Readonly<Record<Kind, Fields>> = {
  assay: { user: 'u', account: 'acme', country: 'de', plan: 'pro', x: 1, version: '1.9.0', beta: true, email: 'ada@example.com' },
  program: { user: 'u', x: [1, 'a', null, { x: 'b' }], y: '2026-11-27T08:00:00Z' },
  growthbook: {
    id: 'u1',
    country: 'NO',
    age: 20,
    tags: ['x', 'y', 4],
    version: '1.10.1',
    plan: 'pro',
    email: 'a@example.com',
    a: { b: 1 },
  },
  unleash: {
    userId: 'ada',
    sessionId: 's',
    remoteAddress: '10.1.2.3',
    currentTime: '2026-01-29T13:00:00.000Z',
    properties: { country: 'NO', v: '1.2.3' },
  },
  ufc: { user: 'ada', email: 'ada@example.com', plan: 'team', age: 30, v: '1.3.0', y: 'aaaaaaaaaaaaaaaaaaaaaaaac' },
  launchdarkly: {
    kind: 'multi',
    user: { key: 'ada', country: 'NO', a: 'aaaaaaaaaaaaaaaaaaaab', n: 2 },
    org: { key: 'o', address: { city: 'Oslo' } },
  },
  flagd: { targetingKey: 'u', email: 'ana@example.org', app: { version: '2.3.1' }, list: ['q', 1, { k: 2 }], age: 61, w: 3 },
};
