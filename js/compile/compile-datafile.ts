import { Builder, type Offset } from 'flatbuffers';
import { AssayError } from '../shared/errors.js';
import { fieldsOf, invalid, listOf, textOf } from '../wire/check.js';
import { encodeConditions, PROPERTY_OPERATORS, SEMVER_OPERATORS } from '../wire/encode-conditions.js';
import { Datafile as FbDatafile } from '../wire/generated/assay/fb/datafile.js';
import { Flag as FbFlag } from '../wire/generated/assay/fb/flag.js';
import { FlagType } from '../wire/generated/assay/fb/flag-type.js';
import { Layer } from '../wire/generated/assay/fb/layer.js';
import { Rule as FbRule } from '../wire/generated/assay/fb/rule.js';
import { Variant } from '../wire/generated/assay/fb/variant.js';
import type { Datafile } from './datafile.js';
import { encodeSplit } from './encode-split.js';
import { type RulePlace, saltOf, variantIndex } from './rule-place.js';

/** A compiled datafile. A flag that could not be compiled is in it all the same and answers `ERROR` / `PARSE_ERROR`. */
export interface CompiledDatafile {
  /** What `createAssay({ datafile })` takes (core/assay/wire/datafile.fbs). */
  readonly bytes: Uint8Array;
  /** What is wrong with the flags that fail, one line each. Empty when all is well. */
  readonly problems: readonly { readonly flag: string; readonly message: string }[];
}

const MAX_FLAGS = 10_000;
const MAX_JSON_CHARACTERS = 16 * 1024 * 1024;
const OPERATORS = { ...PROPERTY_OPERATORS, ...SEMVER_OPERATORS };
const TYPES: Readonly<Record<string, FlagType>> = {
  boolean: FlagType.Boolean,
  string: FlagType.String,
  number: FlagType.Number,
  json: FlagType.Json,
};

/**
 * Compiles a datafile from JSON text or from the parsed object. A malformed flag fails alone.
 * @throws AssayError INVALID_ARGUMENT when the datafile as a whole cannot be read, RESOURCE_EXHAUSTED when it is too large
 */
export function compileDatafile(source: string | Datafile): CompiledDatafile {
  const file = fieldsOf(typeof source === 'string' ? parse(source) : source, 'datafile', ['revision', 'layers', 'flags', '$schema']);
  const revision = file['revision'] ?? 0;
  if (typeof revision !== 'number' || !Number.isSafeInteger(revision) || revision < 0) {
    throw invalid('datafile.revision', 'must be a whole number of 0 or more');
  }
  const layers = Object.entries(recordOf(file['layers'] ?? {}, 'datafile.layers'));
  const flags = Object.entries(recordOf(file['flags'], 'datafile.flags'));
  if (flags.length > MAX_FLAGS) throw new AssayError('RESOURCE_EXHAUSTED', `datafile.flags: more than ${MAX_FLAGS}`);

  const fb = new Builder(1024 + flags.length * 512);
  const layerOffsets = layers.map(([key, layer]) => encodeLayer(fb, key, layer));
  const layerKeys = layers.map(([key]) => key);
  const problems: { flag: string; message: string }[] = [];
  const flagOffsets = flags.flatMap(([key, flag]) => {
    try {
      return [encodeFlag(fb, key, flag, layerKeys)];
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      problems.push({ flag: key, message: error.message });
      return isText(key) ? [encodeInvalidFlag(fb, key)] : [];
    }
  });
  const flagsOffset = FbDatafile.createFlagsVector(fb, flagOffsets);
  const layersOffset = FbDatafile.createLayersVector(fb, layerOffsets);
  FbDatafile.startDatafile(fb);
  FbDatafile.addRevision(fb, BigInt(revision));
  FbDatafile.addFlags(fb, flagsOffset);
  FbDatafile.addLayers(fb, layersOffset);
  FbDatafile.finishDatafileBuffer(fb, FbDatafile.endDatafile(fb));
  return { bytes: fb.asUint8Array().slice(), problems };
}

/** A key that no page could ask for is left out altogether. */
const isText = (key: string): boolean => key !== '' && key.isWellFormed();

function parse(text: string): unknown {
  if (text.length > MAX_JSON_CHARACTERS) throw new AssayError('RESOURCE_EXHAUSTED', 'datafile: longer than 16 Mi characters');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AssayError('INVALID_ARGUMENT', `datafile: not JSON (${(error as Error).message})`, { cause: error });
  }
}

function recordOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  return fieldsOf(value, path, typeof value === 'object' && value !== null ? Object.keys(value) : []);
}

function encodeLayer(fb: Builder, key: string, value: unknown): Offset {
  const path = `datafile.layers.${key}`;
  const source = fieldsOf(value, path, ['salt']);
  const salt = fb.createString(saltOf(source['salt'] ?? key, `${path}.salt`));
  return Layer.createLayer(fb, fb.createString(textOf(key, 'datafile.layers: key')), salt);
}

function encodeInvalidFlag(fb: Builder, key: string): Offset {
  const keyOffset = fb.createString(key);
  FbFlag.startFlag(fb);
  FbFlag.addKey(fb, keyOffset);
  FbFlag.addInvalid(fb, true);
  return FbFlag.endFlag(fb);
}

function encodeFlag(fb: Builder, key: string, value: unknown, layers: readonly string[]): Offset {
  const path = `flags.${textOf(key, 'flags: key')}`;
  const source = fieldsOf(value, path, ['type', 'variants', 'default', 'enabled', 'rules', 'description']);
  const type = Object.hasOwn(TYPES, source['type'] as string) ? TYPES[source['type'] as string] : undefined;
  if (type === undefined) throw invalid(`${path}.type`, `must be one of ${Object.keys(TYPES).join(', ')}`);
  if (source['enabled'] !== undefined && typeof source['enabled'] !== 'boolean') throw invalid(`${path}.enabled`, 'must be true or false');
  const variants = Object.entries(recordOf(source['variants'], `${path}.variants`));
  if (variants.length === 0) throw invalid(`${path}.variants`, 'needs at least one');
  const names = variants.map(([name]) => name);
  const defaultVariant = variantIndex(source['default'], names, `${path}.default`);
  const variantOffsets = variants.map(([name, variant]) => {
    const field = `${path}.variants.${textOf(name, `${path}.variants: name`)}`;
    const json = valueJson(variant, source['type'] as string, field);
    return Variant.createVariant(fb, fb.createString(name), fb.createString(json));
  });
  const ruleOffsets = listOf(source['rules'] ?? [], `${path}.rules`).map((rule, i) =>
    encodeRule(fb, rule, i, { path: `${path}.rules[${i}]`, flag: key, variants: names, layers }),
  );
  const keyOffset = fb.createString(key);
  const variantsOffset = FbFlag.createVariantsVector(fb, variantOffsets);
  const rulesOffset = FbFlag.createRulesVector(fb, ruleOffsets);
  FbFlag.startFlag(fb);
  FbFlag.addKey(fb, keyOffset);
  FbFlag.addType(fb, type);
  FbFlag.addEnabled(fb, source['enabled'] !== false);
  FbFlag.addVariants(fb, variantsOffset);
  FbFlag.addDefaultVariant(fb, defaultVariant);
  FbFlag.addRules(fb, rulesOffset);
  return FbFlag.endFlag(fb);
}

function encodeRule(fb: Builder, value: unknown, index: number, place: RulePlace): Offset {
  const source = fieldsOf(value, place.path, ['id', 'when', 'serve', 'split', 'description']);
  if ((source['serve'] === undefined) === (source['split'] === undefined)) {
    throw invalid(place.path, "needs either 'serve' or 'split'");
  }
  const conditions = FbRule.createConditionsVector(fb, encodeConditions(fb, source['when'], `${place.path}.when`, OPERATORS));
  // Everything that can be refused comes before startRule: a builder cannot leave a table half-written.
  const split = source['split'] === undefined ? 0 : encodeSplit(fb, source['split'], place);
  const variant = split === 0 ? variantIndex(source['serve'], place.variants, `${place.path}.serve`) : -1;
  const id = fb.createString(source['id'] === undefined ? String(index) : textOf(source['id'], `${place.path}.id`));
  FbRule.startRule(fb);
  FbRule.addId(fb, id);
  FbRule.addConditions(fb, conditions);
  if (split !== 0) FbRule.addSplit(fb, split);
  else FbRule.addVariant(fb, variant);
  return FbRule.endRule(fb);
}

function valueJson(value: unknown, type: string, path: string): string {
  const fits = type === 'json' ? value !== undefined : typeof value === type && (type !== 'number' || Number.isFinite(value));
  if (!fits) throw invalid(path, `must be a ${type}, as the flag is`);
  const json = JSON.stringify(value);
  if (json === undefined) throw invalid(path, 'must be a JSON value');
  return json.toWellFormed();
}
