// Which flags are malformed, so that they fail alone: the rules of js/compile/datafile.ts and core/assay/evaluation/validate.h.

import { parseVersion } from './semver.mjs';

const TYPES = ['boolean', 'string', 'number', 'json'];
const LISTS = ['in', 'not_in'];
const ORDERS = ['gt', 'gte', 'lt', 'lte'];
const SEMVERS = ['semver_gt', 'semver_gte', 'semver_lt', 'semver_lte', 'semver_equals'];

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const hasOnly = (value, names) => isObject(value) && Object.keys(value).every((name) => names.includes(name));
const isName = (value) => typeof value === 'string' && value !== '' && value.isWellFormed();
const isSalt = (value) => isName(value) && [...value].every((character) => character >= ' ');
const isScalar = (value) =>
  typeof value === 'string' ? value.isWellFormed() : typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
const isShare = (value) => typeof value === 'number' && value >= 0 && value <= 1;
const isAbsentOr = (value, holds) => value === undefined || holds(value);

/** Whether the flag can be evaluated; `layers` are those of its datafile. */
export function isWellFormedFlag(key, flag, layers) {
  if (!isName(key) || !hasOnly(flag, ['type', 'variants', 'default', 'enabled', 'rules', 'description'])) return false;
  const { type, variants, enabled, rules = [] } = flag;
  if (!TYPES.includes(type) || !isAbsentOr(enabled, (value) => typeof value === 'boolean') || !isObject(variants)) return false;
  const names = Object.keys(variants);
  if (!names.every(isName) || !names.includes(flag.default)) return false;
  if (type !== 'json' && !Object.values(variants).every((value) => typeof value === type)) return false;
  return Array.isArray(rules) && rules.every((rule) => isRule(rule, key, names, layers));
}

function isRule(rule, key, variants, layers) {
  if (!hasOnly(rule, ['id', 'when', 'serve', 'split', 'description']) || !isAbsentOr(rule.id, isName)) return false;
  if ((rule.serve === undefined) === (rule.split === undefined)) return false;
  const when = rule.when ?? {};
  if (!isObject(when) || !Object.entries(when).every(([name, condition]) => isName(name) && isCondition(condition))) return false;
  return rule.serve !== undefined ? variants.includes(rule.serve) : isSplit(rule.split, key, variants, layers);
}

function isCondition(condition) {
  if (!isObject(condition)) return isScalar(condition);
  const operators = Object.entries(condition);
  return operators.length > 0 && operators.every(([name, operand]) => isOperand(name, operand));
}

function isOperand(name, operand) {
  if (name === 'exists') return typeof operand === 'boolean';
  if (LISTS.includes(name)) return Array.isArray(operand) && operand.every(isScalar);
  if (ORDERS.includes(name)) return isScalar(operand) && typeof operand !== 'boolean';
  if (SEMVERS.includes(name)) return typeof operand === 'string' && parseVersion(operand) !== undefined;
  return (name === 'equals' || name === 'not_equals') && isScalar(operand);
}

function isSplit(split, key, variants, layers) {
  if (!hasOnly(split, ['weights', 'experiment', 'version', 'unit', 'salt', 'coverage', 'layer', 'range'])) return false;
  const { weights, experiment, version, unit, salt = experiment ?? key, coverage, layer, range } = split;
  if (!hasOnly(weights, variants)) return false;
  const amounts = Object.values(weights);
  const total = amounts.reduce((sum, weight) => sum + weight, 0);
  if (!amounts.every((weight) => Number.isInteger(weight) && weight >= 0) || total < 1 || total > 2 ** 31 - 1) return false;
  if (!isAbsentOr(experiment, isSalt) || !isSalt(salt) || !isAbsentOr(unit, isName) || !isAbsentOr(coverage, isShare)) return false;
  if (!isAbsentOr(version, (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32)) return false;
  if (layer === undefined) return range === undefined;
  if (!Object.hasOwn(layers, layer)) return false;
  const isRange = (value) => Array.isArray(value) && value.length === 2 && value.every(isShare);
  return isAbsentOr(range, (value) => isRange(value) && Math.round(value[0] * 1e6) < Math.round(value[1] * 1e6));
}
