// The flag workload: 100 flags, each split between three variants behind the same five conditions, and 500 users of whom 62 % meet them
// all. Deterministic.

export const FLAGS = Array.from({ length: 100 }, (_, i) => `flag-${String(i).padStart(3, '0')}`);
export const VARIANTS = ['control', 'treatment-a', 'treatment-b'];
/** Per cent, in the order of VARIANTS. */
export const WEIGHTS = [34, 33, 33];
/** What everybody else gets. */
export const OFF = 'off';

/** The conditions, joined by AND: country and plan in these lists, age and version at least these, beta true. */
export const COUNTRIES = ['US', 'CA', 'GB', 'DE', 'FR'];
export const PLANS = ['pro', 'team'];
export const MIN_AGE = 18;
export const MIN_VERSION = '2.0.0';

const matches = ({ country, plan, age, appVersion, beta }) =>
  COUNTRIES.includes(country) && PLANS.includes(plan) && age >= MIN_AGE && Number.parseInt(appVersion, 10) >= 2 && beta;

/** `{ id, country, plan, age, appVersion, beta }`, in a fixed order. */
export const USERS = generateUsers(500);

function generateUsers(count) {
  const random = xorshift32(0x9e3779b9);
  const below = (limit) => Math.floor(random() * limit);
  return Array.from({ length: count }, (_, i) => ({
    id: `user-${i}-${below(1e9).toString(36)}`,
    country: random() < 0.9 ? COUNTRIES[below(COUNTRIES.length)] : 'BR',
    plan: random() < 0.9 ? PLANS[below(PLANS.length)] : 'free',
    age: random() < 0.9 ? MIN_AGE + below(60) : 10 + below(8),
    appVersion: random() < 0.9 ? `${2 + below(3)}.${below(10)}.${below(10)}` : '1.9.3',
    beta: random() < 0.92,
  }));
}

// G. Marsaglia, "Xorshift RNGs", 2003, doi:10.18637/jss.v008.i14: uniform over [0, 1).
function xorshift32(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/**
 * Throws when a user who meets the conditions is in no variant of some flag, when another one is, or when the variants are not filled by
 * their weights. Engines hash differently, so who is in which variant is theirs to choose.
 *
 * @param {string} contender
 * @param {(user: object) => readonly string[]} evaluate the values of FLAGS for a user
 */
export function checkAssignments(contender, evaluate) {
  const counts = new Map(VARIANTS.map((variant) => [variant, 0]));
  for (const user of USERS) {
    const values = evaluate(user);
    if (values.length !== FLAGS.length) throw new Error(`${contender}: ${values.length} values for ${FLAGS.length} flags`);
    values.forEach((value, i) => {
      const fits = matches(user) ? counts.has(value) : value === OFF;
      if (!fits) throw new Error(`${contender}: ${FLAGS[i]} is ${value} for ${JSON.stringify(user)}`);
      if (value !== OFF) counts.set(value, counts.get(value) + 1);
    });
  }
  const assigned = USERS.filter(matches).length * FLAGS.length;
  VARIANTS.forEach((variant, i) => {
    const share = WEIGHTS[i] / 100;
    const error = (counts.get(variant) - assigned * share) / Math.sqrt(assigned * share * (1 - share));
    if (Math.abs(error) > 5)
      throw new Error(`${contender}: ${counts.get(variant)} of ${assigned} in ${variant}, ${error} standard deviations off`);
  });
}
