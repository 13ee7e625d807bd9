import type { Scalar } from './query.js';

/**
 * An object that inherits from nothing, so that "__proto__" is data like any other name and `for … in` sees nothing of the page's. A class,
 * because engines keep its objects fast, which those of `Object.create(null)` are not.
 */
export class Bare {
  static {
    Object.setPrototypeOf(Bare.prototype, null);
  }
  [name: string]: Scalar;
}
