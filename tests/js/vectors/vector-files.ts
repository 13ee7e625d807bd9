import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BucketingRow } from '../../vectors/bucketing-flags.js';
import type { ExpressionVector, FlagVector, QueryVector } from '../../vectors/pack.js';

/** The path of a file of this repository. */
export const repositoryPath = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const read = (name: string): unknown => JSON.parse(readFileSync(repositoryPath(`tests/vectors/${name}`), 'utf8'));

export const bucketingRows = (read('bucketing.json') as { rows: readonly BucketingRow[] }).rows;
export const flagVectors = (read('flags.json') as { cases: readonly FlagVector[] }).cases;
export const queryVectors = (read('queries.json') as { cases: readonly QueryVector[] }).cases;
export const expressionVectors = (read('expressions.json') as { readonly rows: readonly ExpressionVector[] }).rows;
