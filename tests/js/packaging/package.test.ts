import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ANSWER, APPLICATION, Consumer } from './consumer.js';

const TSC = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
const INSTALLED = 'node_modules/assay';

// Package managers, bundlers and compilers take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let consumer: Consumer;
beforeAll(async () => {
  consumer = await Consumer.create();
  await consumer.writePage();
});
afterAll(() => consumer.remove());

describe('the tarball', () => {
  it('holds what is published and nothing else', async () => {
    const files = await consumer.files(INSTALLED);
    const outside = files
      .map((path) => path.slice(INSTALLED.length + 1))
      .filter((path) => !/^(dist\/|package\.json$|README\.md$|LICENSE$)/.test(path));
    expect(outside).toEqual([]);
    for (const file of ['LICENSE', 'README.md']) expect(files).toContain(`${INSTALLED}/${file}`);
    expect(files.filter((path) => /\.(ts|tsx|cc|h|map)$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
  });

  it('brings no other package', async () => {
    expect((await readdir(join(consumer.folder, 'node_modules'))).sort()).toEqual(['.bin', '.package-lock.json', 'assay']);
  });

  it('has every file that its exports and its command name', async () => {
    const { exports, bin } = JSON.parse(await readFile(join(consumer.folder, INSTALLED, 'package.json'), 'utf8'));
    const targets = [...Object.values(exports), ...Object.values(bin)].flatMap((target) => {
      return typeof target === 'string' ? [target] : Object.values(target as Record<string, string>);
    });
    expect(targets.length).toBeGreaterThan(10);
    for (const target of targets) expect(consumer.has(join(INSTALLED, target)), target).toBe(true);
  });
});

describe('Node', () => {
  it('imports the package and answers, without any configuration', async () => {
    await consumer.write('node.mjs', `${APPLICATION}console.log(answer);\n`);
    expect(await consumer.node('node.mjs')).toBe(`${ANSWER}\n`);
  });

  it('ends by itself, without close()', async () => {
    await consumer.write('open.mjs', `import { createAssay } from 'assay';\n(await createAssay()).track('a');\n`);
    expect(await consumer.node('open.mjs')).toBe('');
  });

  it('imports every entry point', async () => {
    const { exports, version } = JSON.parse(await readFile(join(consumer.folder, INSTALLED, 'package.json'), 'utf8'));
    const entries = Object.keys(exports).map((entry) => entry.replace(/^\./, 'assay'));
    const isData = (entry: string): boolean => /\.(json|wasm)$/.test(entry);
    const program = `
      import { existsSync } from 'node:fs';
      for (const entry of ${JSON.stringify(entries.filter((entry) => !isData(entry)))}) {
        const names = Object.keys(await import(entry));
        console.log(entry, names.length > 0 && !names.includes('default'));
      }
      for (const entry of ${JSON.stringify(entries.filter(isData))}) console.log(entry, existsSync(new URL(import.meta.resolve(entry))));
      console.log((await import('assay/package.json', { with: { type: 'json' } })).default.version);
    `;
    await consumer.write('entries.mjs', program);
    const lines = (await consumer.node('entries.mjs')).trimEnd().split('\n');
    expect(entries.length).toBeGreaterThan(15);
    expect(lines.sort()).toEqual([...entries.map((entry) => `${entry} true`), version].sort());
  });

  it('has the command', async () => {
    expect(await consumer.node(join(INSTALLED, 'dist/node/cli.js'), '--help')).toContain('funnel');
  });
});

describe('a build without configuration emits both modules and the worker:', () => {
  const isWasm = (path: string): boolean => path.endsWith('.wasm');

  it('Vite', async () => {
    await consumer.buildWithVite();
    const files = await consumer.files('dist');
    expect(files.filter(isWasm).map((path) => path.replace(/-[\w-]{8}\./, '.'))).toEqual([
      'dist/assets/engine.wasm',
      'dist/assets/flags.wasm',
      'dist/assets/flags-compat.wasm',
    ]);
    expect(files.filter((path) => /\/worker-[\w-]{8}\.js$/.test(path))).toHaveLength(1);
  });

  it('webpack', async () => {
    const folder = await consumer.buildWithWebpack();
    const files = await consumer.files('webpack');
    const sizes = await Promise.all(files.filter(isWasm).map(async (path) => (await readFile(join(consumer.folder, path))).length));
    const published = ['engine', 'flags', 'flags-compat'].map(
      async (name) => (await readFile(join(consumer.folder, INSTALLED, `dist/browser/${name}.wasm`))).length,
    );
    expect(sizes.sort()).toEqual((await Promise.all(published)).sort());
    // webpack copies the few lines that start the Worker into every chunk that may need one; the Worker itself is one file.
    const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'));
    const texts = await Promise.all(scripts.map((name) => readFile(join(folder, name), 'utf8')));
    const workers = texts.flatMap((text) => [...text.matchAll(/new Worker\(new URL\(\w\.p\+\w\.u\((\d+)\)/g)].map((match) => match[1]));
    expect(new Set(workers).size).toBe(1);
  });
});

describe('TypeScript', () => {
  const PROGRAM = `
    import { type Assay, AssayError, createAssay } from 'assay';
    import { compileDatafile } from 'assay/compile';
    import { type EventRow, readEvents } from 'assay/files';

    interface Events { started: undefined; finished: { took_ms: number } }
    const assay: Assay<Events> = await createAssay<Events>({ datafile: compileDatafile({ flags: {} }).bytes });
    assay.track('started');
    assay.track('finished', { took_ms: 12 });
    const { steps } = await assay.funnel({ steps: ['started', 'finished'] });
    const rate: number | null | undefined = steps[0]?.rate;
    const flag: boolean = assay.flag('banner', false);
    // @ts-expect-error not an event
    assay.track('paused');
    export const all = [rate, flag, AssayError, readEvents];
    export type Row = EventRow;
  `;

  for (const [module, moduleResolution] of [
    ['NodeNext', 'NodeNext'],
    ['ESNext', 'Bundler'],
  ] as const) {
    it(`finds sound types with moduleResolution ${moduleResolution}, skipLibCheck off`, async () => {
      await consumer.write(`types-${moduleResolution}/main.ts`, PROGRAM);
      const compilerOptions = {
        target: 'ES2022',
        lib: ['ES2022', 'DOM'],
        module,
        moduleResolution,
        strict: true,
        noEmit: true,
        types: [],
        skipLibCheck: false,
      };
      const project = await consumer.write(
        `types-${moduleResolution}/tsconfig.json`,
        JSON.stringify({ compilerOptions, include: ['main.ts'] }),
      );
      const { stdout } = await promisify(execFile)(process.execPath, [TSC, '-p', project, '--pretty', 'false']).catch((failure) => failure);
      expect(stdout).toBe('');
    });
  }
});
