import { createServer } from 'vite';
import { ANSWER, Consumer } from '../js/packaging/consumer.js';
import { expect, test as withSite } from './test.js';

/** A project with the package installed from its tarball, made once for the tests below. */
const test = withSite.extend<object, { readonly consumer: Consumer }>({
  consumer: [
    async ({ browserName: _ }, use) => {
      const consumer = await Consumer.create();
      await consumer.writePage();
      await use(consumer);
      await consumer.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

// Bundlers take their time on a busy machine.
test.describe.configure({ timeout: 120_000 });

const builds = [
  { tool: 'Vite', build: (consumer: Consumer) => consumer.buildWithVite() },
  { tool: 'webpack', build: (consumer: Consumer) => consumer.buildWithWebpack() },
] as const;

for (const { tool, build } of builds) {
  test(`a page built with ${tool}, not configured, works under the strict policy with the engine in a worker`, async ({
    page,
    site,
    consumer,
  }) => {
    const faults: string[] = [];
    page.on('console', (message) => faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(await site.page({ folder: await build(consumer) }));
    await expect(page.getByRole('status')).toHaveText(ANSWER);
    expect(page.workers()).toHaveLength(1);
    expect(faults).toEqual([]);
  });
}

test("a page on Vite's development server works: bundling dependencies ahead keeps the addresses of worker and modules", async ({
  page,
  consumer,
}) => {
  const server = await createServer({
    root: consumer.folder,
    configFile: false,
    logLevel: 'silent',
    server: { host: '127.0.0.1', port: 0 },
  });
  try {
    await server.listen();
    await page.goto(server.resolvedUrls?.local[0] as string);
    await expect(page.getByRole('status')).toHaveText(ANSWER);
    expect(page.workers()).toHaveLength(1);
  } finally {
    await server.close();
  }
});
