// Which events a query looks at: core/assay/aggregate/predicate.h and js/shared/query.ts.

import { compareText } from './compare-text.mjs';

/** The value of a property, undefined where the event lacks it; "$event" is the event's name. */
export const propertyOf = (event, property) =>
  property === '$event' ? event.name : Object.hasOwn(event.props, property) ? event.props[property] : undefined;

// Equality is of type and value, so strict equality; order only between two numbers or two texts.
function order(value, operand, holds) {
  if (typeof value !== typeof operand || typeof value === 'boolean') return false;
  return holds(typeof value === 'string' ? compareText(value, operand) : value - operand);
}

const OPERATORS = {
  equals: (value, operand) => value === operand,
  not_equals: (value, operand) => value !== operand,
  in: (value, operands) => operands.some((operand) => value === operand),
  not_in: (value, operands) => !operands.some((operand) => value === operand),
  gt: (value, operand) => order(value, operand, (sign) => sign > 0),
  gte: (value, operand) => order(value, operand, (sign) => sign >= 0),
  lt: (value, operand) => order(value, operand, (sign) => sign < 0),
  lte: (value, operand) => order(value, operand, (sign) => sign <= 0),
  exists: (value, wanted) => (value !== undefined) === wanted,
};

/** Whether the event satisfies every condition of a `Where`. */
export function satisfies(event, where = {}) {
  return Object.entries(where).every(([property, condition]) => {
    const operators = typeof condition === 'object' ? condition : { equals: condition };
    return Object.entries(operators).every(([name, operand]) => OPERATORS[name](propertyOf(event, property), operand));
  });
}

/** Whether the event is the one that an `EventSelector` means. */
export function selects(selector, event) {
  if (typeof selector === 'string') return event.name === selector;
  return (selector.event === undefined || event.name === selector.event) && satisfies(event, selector.where);
}
