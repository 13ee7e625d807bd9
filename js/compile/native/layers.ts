import { fieldsOf, textOf } from '../../wire/check.js';
import { entriesOf, saltOf } from './fields.js';
import type { LayerClaim } from './rule.js';

/**
 * Salt by layer.
 * @throws AssayError INVALID_ARGUMENT when one is malformed, whether a flag uses it or not
 */
export function compileLayers(layers: unknown): ReadonlyMap<string, string> {
  return new Map(
    entriesOf(layers, 'datafile.layers').map(([name, value]) => {
      const path = `datafile.layers.${name}`;
      const { salt } = fieldsOf(value, path, ['salt', 'description']);
      return [textOf(name, 'datafile.layers: key'), saltOf(salt ?? name, `${path}.salt`)];
    }),
  );
}

/** Claims of different experiments that overlap, each with one that it collides with. One experiment may claim a range several times. */
export function overlaps(claims: readonly LayerClaim[]): ReadonlyMap<LayerClaim, LayerClaim> {
  const found = new Map<LayerClaim, LayerClaim>();
  let open: LayerClaim[] = [];
  const byStart = claims.toSorted((a, b) => (a.layer === b.layer ? a.start - b.start : a.layer < b.layer ? -1 : 1));
  for (const claim of byStart) {
    open = open.filter(({ layer, end }) => layer === claim.layer && end > claim.start);
    for (const other of open) {
      if (other.experiment === claim.experiment) continue;
      found.set(claim, found.get(claim) ?? other);
      found.set(other, found.get(other) ?? claim);
    }
    open.push(claim);
  }
  return found;
}
