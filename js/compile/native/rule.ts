import { fieldsOf, invalid } from '../../wire/check.js';
import * as x from '../program/expr.js';
import type { Expr, ProgramRule } from '../program/program.js';
import { PARTS, booleanOf, ppmOf, saltOf, variantIndex } from './fields.js';
import { rampExpr, windowGate } from './schedule.js';
import { lineOf } from './slots.js';
import { bucketExpr, shareGate, unitExpr } from './unit.js';
import { compileWhen, type SegmentExpr } from './when.js';

/** What the rules of a datafile may name. */
export interface Names {
  /** Salt by layer. */
  readonly layers: ReadonlyMap<string, string>;
  /** What keeps a unit out of its holdout, by name. */
  readonly holdouts: ReadonlyMap<string, readonly Expr[]>;
  readonly segment: SegmentExpr;
}

/** Where a rule stands. */
export interface RulePlace {
  readonly path: string;
  readonly flag: string;
  readonly variants: readonly string[];
  /** The flag's holdout, for splits. */
  readonly holdout: unknown;
}

/** The part of a layer, in parts per million, that an experiment takes for itself. */
export interface LayerClaim {
  readonly layer: string;
  readonly start: number;
  readonly end: number;
  readonly experiment: string;
  readonly path: string;
}

export interface CompiledRule {
  readonly rules: readonly ProgramRule[];
  readonly claim?: LayerClaim;
}

const RULE_FIELDS = ['id', 'when', 'serve', 'split', 'from', 'until', 'ramp', 'holdout', 'description'];
const SPLIT_FIELDS = ['weights', 'slots', 'total', 'experiment', 'version', 'unit', 'salt', 'coverage', 'layer', 'range', 'sticky'];

/** A rule; a sticky split becomes two, of one id. */
export function compileRule(value: unknown, id: string, place: RulePlace, names: Names): CompiledRule {
  const { path } = place;
  const source = fieldsOf(value, path, RULE_FIELDS);
  const { serve, split, holdout, ramp } = source;
  if ((serve === undefined) === (split === undefined)) throw invalid(path, "needs either 'serve' or 'split'");
  if (ramp !== undefined && split === undefined) throw invalid(`${path}.ramp`, 'needs a split');
  const conditions = [...compileWhen(source['when'], `${path}.when`, names.segment), ...windowGate(source['from'], source['until'], path)];
  const held = holdout ?? (split === undefined ? undefined : place.holdout);
  const letIn = held === undefined ? conditions : [...conditions, ...holdoutOf(held, `${path}.holdout`, names)];
  if (split !== undefined) return compileSplit(split, ramp, id, letIn, place, names);
  const then = { serve: variantIndex(serve, place.variants, `${path}.serve`) };
  return { rules: [{ id, ...whenAll(letIn), then }] };
}

const whenAll = (all: readonly Expr[]): { readonly when?: Expr } => (all.length === 0 ? {} : { when: x.and(...all) });

function holdoutOf(name: unknown, path: string, { holdouts }: Names): readonly Expr[] {
  const gate = holdouts.get(name as string);
  if (gate === undefined) throw invalid(path, 'must name a holdout of the datafile');
  return gate;
}

function compileSplit(value: unknown, ramp: unknown, id: string, letIn: readonly Expr[], place: RulePlace, names: Names): CompiledRule {
  const path = `${place.path}.split`;
  const source = fieldsOf(value, path, SPLIT_FIELDS);
  const { ranges, total } = lineOf(source, place.variants, path);
  const experiment = source['experiment'] === undefined ? undefined : saltOf(source['experiment'], `${path}.experiment`);
  const version = versionOf(source['version'], path);
  const salt = saltOf(source['salt'] ?? experiment ?? place.flag, `${path}.salt`);
  const unit = unitExpr(source['unit'], `${path}.unit`);
  const part = layerPart(source, path, names);
  const layer = part === undefined ? [] : layerGate(part, unit);
  const coverage = coverageGate(source['coverage'], ramp, salt, unit, place.path);
  const measured = experiment === undefined ? {} : { experiment, experimentVersion: version, unit };
  const isSticky = source['sticky'] !== undefined && booleanOf(source['sticky'], `${path}.sticky`);
  if (isSticky && experiment === undefined) throw invalid(`${path}.sticky`, 'needs an experiment');
  const then = { choose: bucketExpr('variant', salt, unit, total), ranges };
  const divide = { id, ...whenAll([...letIn, ...layer, ...coverage]), then, ...measured };
  const claim = part === undefined || experiment === undefined ? {} : { claim: { ...part, experiment, path } };
  return { rules: isSticky ? [stickyRule(id, `${experiment}:${version}`, letIn, unit, measured), divide] : [divide], ...claim };
}

/** Serves what the context's `$sticky` names, when it names a variant that there still is. */
function stickyRule(id: string, key: string, letIn: readonly Expr[], unit: Expr, measured: Partial<ProgramRule>): ProgramRule {
  const kept: Expr = x.get(x.attribute('$sticky'), key);
  const isText: Expr = ['is', 8, kept];
  const then = { named: kept, unknown: 'next' } as const;
  return { id, when: x.and(...letIn, x.not(x.isNull(unit)), isText), then, reason: 'SPLIT', ...measured };
}

function versionOf(version: unknown, path: string): number {
  if (version === undefined) return 1;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0 || version > 0xffffffff) {
    throw invalid(`${path}.version`, 'must be a whole number of 0 or more');
  }
  return version;
}

function coverageGate(coverage: unknown, ramp: unknown, salt: string, unit: Expr, path: string): readonly Expr[] {
  if (ramp === undefined)
    return shareGate('coverage', salt, unit, coverage === undefined ? PARTS : ppmOf(coverage, `${path}.split.coverage`));
  if (coverage !== undefined) throw invalid(`${path}.ramp`, "stands instead of the split's coverage");
  return [x.less(bucketExpr('coverage', salt, unit, PARTS), rampExpr(ramp, `${path}.ramp`))];
}

interface LayerPart {
  readonly layer: string;
  readonly salt: string;
  readonly start: number;
  readonly end: number;
}

function layerPart(source: Readonly<Record<string, unknown>>, path: string, { layers }: Names): LayerPart | undefined {
  const { layer, range = [0, 1] } = source;
  if (layer === undefined) {
    if (source['range'] !== undefined) throw invalid(`${path}.range`, 'needs a layer');
    return undefined;
  }
  const salt = layers.get(layer as string);
  if (salt === undefined) throw invalid(`${path}.layer`, 'must name a layer of the datafile');
  if (!Array.isArray(range) || range.length !== 2) throw invalid(`${path}.range`, 'must be [start, end]');
  const start = ppmOf(range[0], `${path}.range[0]`);
  const end = ppmOf(range[1], `${path}.range[1]`);
  if (start >= end) throw invalid(`${path}.range`, 'start must be below end');
  return { layer: layer as string, salt, start, end };
}

function layerGate({ salt, start, end }: LayerPart, unit: Expr): readonly Expr[] {
  const place = bucketExpr('layer', salt, unit, PARTS);
  return [...(start > 0 ? [x.lessOrEqual(x.number(start), place)] : []), ...(end < PARTS ? [x.less(place, x.number(end))] : [])];
}
