import { test as base, expect } from '@playwright/test';
import { Site } from './site.js';

/** A test with pages made to order. */
export const test = base.extend<{ readonly site: Site }>({
  site: async ({ browserName: _ }, use) => {
    const site = new Site();
    await use(site);
    await site.close();
  },
});

export { expect };
