import { and, FALSE, isNull, less, not, number, or, TRUE } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { contextOf, keyOf } from './attribute-reference.js';
import { bucketBy, bucketOf, saltedKey, WHOLE } from './bucket.js';
import { clausesExpr, MALFORMED } from './clause.js';
import { type Fields, fieldsOf, isFields, isGiven, listOf, nameOf, textsOf } from './json.js';
import type { KeyLists } from './key-lists.js';

/** Segments inside segments. The vendor has no limit; an expression nests less deep than this would need. */
const MAX_DEPTH = 32;
/** Segments in a cycle are written out once per way into the cycle; there can be very many. */
const MAX_COPIES = 500;

/**
 * The segments as shared expressions. Each is translated when it is first asked for. A segment that leads back to itself fails there
 * and only there, so that members that are found before stay members.
 */
export class Segments {
  readonly shared: { name: string; value: Expr }[] = [];
  readonly #segments: Fields;
  readonly #keys: KeyLists;
  readonly #report: (segment: string, message: string) => void;
  readonly #names = new Map<string, string>();
  /** The segments that are being translated, each inside the one before it. */
  readonly #path: string[] = [];
  /** The outermost segment of the path that the translation so far leads back to. */
  #outermost = Infinity;
  #copies = 0;

  constructor(segments: unknown, keys: KeyLists, report: (segment: string, message: string) => void) {
    this.#segments = fieldsOf(segments);
    this.#keys = keys;
    this.#report = report;
  }

  /** Whether the segment `key` contains the context; one that does not exist contains nobody. */
  contains(key: string): Expr {
    const name = this.#names.get(key);
    if (name !== undefined) return ['call', name];
    const segment = Object.hasOwn(this.#segments, key) ? this.#segments[key] : undefined;
    if (!isFields(segment) || segment['deleted'] === true) return FALSE;
    const at = this.#path.indexOf(key);
    if (at !== -1) {
      this.#outermost = Math.min(this.#outermost, at);
      return MALFORMED;
    }
    if (this.#path.length >= MAX_DEPTH || this.#copies >= MAX_COPIES) {
      this.#report(key, 'nested too deep, or in too many cycles; a flag that needs it fails');
      return MALFORMED;
    }
    return this.#translate(key, segment);
  }

  #translate(key: string, segment: Fields): Expr {
    const around = this.#outermost;
    const depth = this.#path.length;
    this.#outermost = Infinity;
    this.#path.push(key);
    const value = this.#expr(key, segment);
    this.#path.pop();
    const leadsOut = this.#outermost < depth;
    this.#outermost = Math.min(around, leadsOut ? this.#outermost : Infinity);
    if (leadsOut) {
      // What it means depends on where it was entered from.
      this.#copies += 1;
      return value;
    }
    const name = `segment:${key}`;
    this.shared.push({ name, value });
    this.#names.set(key, name);
    return ['call', name];
  }

  #expr(key: string, segment: Fields): Expr {
    const rules = or(...listOf(segment['rules']).map((rule) => this.#ruleExpr(key, segment, fieldsOf(rule))));
    if (segment['unbounded'] === true) return this.#bigSegment(key, segment, rules);
    const included = this.#isListed(segment['includedContexts'], segment['included']);
    const excluded = this.#isListed(segment['excludedContexts'], segment['excluded']);
    return ['if', or(...included), TRUE, or(...excluded), FALSE, rules];
  }

  /** Its members are elsewhere, in a store that nobody configured here: then its rules are all there is. */
  #bigSegment(key: string, segment: Fields, rules: Expr): Expr {
    this.#report(key, 'a big segment: its members are not in the data, only its rules count');
    return segment['generation'] ? and(not(isNull(contextOf(segment['unboundedContextKind']))), rules) : FALSE;
  }

  #isListed(contexts: unknown, users: unknown): Expr[] {
    return [...listOf(contexts).map(fieldsOf), { values: users }].flatMap((target) => {
      const keys = textsOf(target['values']).filter((key) => key !== '');
      return keys.length > 0 ? [this.#keys.has(keys, keyOf(target['contextKind']))] : [];
    });
  }

  #ruleExpr(key: string, segment: Fields, rule: Fields): Expr {
    const clauses = clausesExpr(rule['clauses'], this, (what) => this.#report(key, what));
    const { weight, rolloutContextKind } = rule;
    if (!isGiven(weight)) return clauses;
    const value = bucketBy(rule['bucketBy'], rolloutContextKind);
    if (value === undefined || typeof weight !== 'number') return and(clauses, value === undefined ? MALFORMED : FALSE);
    return and(clauses, less(bucketOf(value, saltedKey(nameOf(segment['key']) ?? key, segment)), number(weight / WHOLE)));
  }
}
