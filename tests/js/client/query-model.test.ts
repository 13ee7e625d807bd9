import { type Assay, createAssay } from 'assay';
import { describe, expect, it } from 'vitest';
import { distinct, funnelCounts, groupRows, quantile } from '../cli/brute-force.js';
import { seededRandom } from '../files/seeded-random.js';

const NAMES = ['view', 'add', 'pay'] as const;
const PLANS = ['free', 'pro', undefined] as const;
const WITHIN = 5_000;

interface Row {
  readonly name: string;
  readonly time: number;
  readonly user: string;
  readonly props: { readonly plan?: string; readonly price?: number };
}

/** What the page has done so far, for the model; the Assay beside it was told the same. */
class Page {
  readonly rows: Row[] = [];
  #user: string;
  #now = 1_700_000_000_000;

  constructor(
    private readonly assay: Assay,
    private readonly random: () => number,
  ) {
    this.#user = assay.user;
  }

  get clock(): number {
    return this.#now;
  }

  /** One thing a page may do; most of the time it records an event. */
  async act(): Promise<void> {
    const dice = this.random();
    if (dice < 0.1) {
      this.#user = `user-${Math.floor(this.random() * 6)}`;
      this.assay.setContext({ user: this.#user, plan: 'pro' });
    } else if (dice < 0.15) this.assay.track('');
    else if (dice < 0.2) this.assay.track('pay', { price: Number.NaN });
    else if (dice < 0.25) await this.assay.flush();
    else if (dice < 0.3) this.#now += 60_000;
    else this.#track();
  }

  #track(): void {
    // Whole seconds, many of them the same, so that the order of ties matters.
    this.#now += Math.floor(this.random() * 3) * 1000;
    const name = NAMES[Math.floor(this.random() * NAMES.length)] as string;
    const plan = PLANS[Math.floor(this.random() * PLANS.length)];
    const price = name === 'pay' ? Math.floor(this.random() * 1000) / 8 : undefined;
    this.assay.track(name, { plan, price });
    this.rows.push({ name, time: this.#now, user: this.#user, props: { ...(plan && { plan }), ...(price !== undefined && { price }) } });
  }
}

async function check(assay: Assay, { rows }: Page): Promise<void> {
  const funnel = await assay.funnel({ steps: [...NAMES], within: WITHIN });
  expect(funnel.steps.map(({ count }) => count)).toEqual(funnelCounts(rows, NAMES, WITHIN));

  const counts = await assay.query({ metric: { aggregate: ['count', 'users'] }, by: ['$event', 'plan'] });
  const answered = new Map(counts.rows.map(({ key, values }) => [`${key['$event']} ${key['plan']}`, values]));
  const groups = groupRows(rows, ({ name, props }) => `${name} ${props?.['plan'] ?? null}`);
  expect(answered.size).toBe(groups.size);
  for (const [key, group] of groups) {
    expect(answered.get(key), key).toEqual({ count: group.length, users: distinct(group.map(({ user }) => user)) });
  }

  const prices = rows.flatMap(({ props: { price } }) => (price === undefined ? [] : [price]));
  const numbers = await assay.query({ metric: { event: 'pay', aggregate: ['sum', 'min', 'max', 'median'], property: 'price' } });
  if (prices.length === 0) return;
  expect(numbers.rows[0]?.values).toEqual({
    sum_price: prices.reduce((sum, price) => sum + price, 0), // eighths: exact
    min_price: Math.min(...prices),
    max_price: Math.max(...prices),
    median_price: quantile(prices, 0.5),
  });
}

describe('a random sequence of calls answers as a brute-force model of it does', () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`seed ${seed}`, async () => {
      const random = seededRandom(seed);
      let clock = () => 0;
      const assay = await createAssay({ clock: () => clock() });
      const page = new Page(assay, random);
      clock = () => page.clock;
      for (let step = 0; step < 400; step++) {
        await page.act();
        if (random() < 0.02) await check(assay, page);
      }
      await check(assay, page);
      expect(assay.counters.recorded).toBe(page.rows.length);
      await assay.close();
    });
  }
});
