import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import webpack from 'webpack';

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL('../../../js', import.meta.url));

/** Ten lines that use a flag and a funnel, as a page would; the answer is put where a test can read it. */
export const APPLICATION = `import { createAssay } from 'assay';

const datafile = { flags: { banner: { type: 'boolean', variants: { on: true, off: false }, default: 'on' } } };
const assay = await createAssay({ datafile });
assay.track('started');
assay.track('finished', { took_ms: 12 });
const { conversion } = await assay.funnel({ steps: ['started', 'finished'] });
const answer = \`flag \${assay.flag('banner', false)}, funnel \${conversion.successes} of \${conversion.trials}\`;
`;

/** What the application answers when all is well. */
export const ANSWER = 'flag true, funnel 1 of 1';

const PAGE = `<!doctype html><html lang="en"><title>Application</title><body><output></output><script type="module" src="MAIN"></script></body></html>`;

/** A project that has nothing but the package, as \`npm pack\` makes it, installed from the tarball without a network. */
export class Consumer {
  private constructor(readonly folder: string) {}

  static async create(): Promise<Consumer> {
    const folder = await mkdtemp(join(tmpdir(), 'assay-consumer-'));
    await run('npm', ['pack', PACKAGE, '--pack-destination', folder, '--silent']);
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) as string;
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
    await run('npm', ['install', `./${tarball}`, '--offline', '--no-audit', '--no-fund'], { cwd: folder });
    return new Consumer(folder);
  }

  async write(path: string, text: string): Promise<string> {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  }

  /** Writes the application as a page of Vite's, with the answer put into the page. */
  async writePage(): Promise<void> {
    await this.write('main.js', `${APPLICATION}document.querySelector('output').textContent = answer;\n`);
    await this.write('index.html', PAGE.replace('MAIN', './main.js'));
  }

  /** Builds the page with Vite, without a configuration. Gives the folder to serve. */
  async buildWithVite(): Promise<string> {
    await build({ root: this.folder, configFile: false, logLevel: 'silent' });
    return join(this.folder, 'dist');
  }

  /** Builds the page with webpack, with nothing configured but where it is and where it goes. Gives the folder to serve. */
  async buildWithWebpack(): Promise<string> {
    const folder = join(this.folder, 'webpack');
    const compiler = webpack({
      mode: 'production',
      context: this.folder,
      entry: './main.js',
      output: { path: folder, filename: 'main.js' },
      performance: { hints: false }, // engine.wasm is a file that a Worker loads later, and larger than webpack likes to start with
    });
    const messages = await new Promise<string>((resolve, reject) => {
      compiler.run((error, stats) => {
        if (error) reject(error);
        else compiler.close(() => resolve(stats?.toString({ all: false, errors: true, warnings: true }) ?? ''));
      });
    });
    if (messages !== '') throw new Error(`webpack:\n${messages}`);
    await writeFile(join(folder, 'index.html'), PAGE.replace('MAIN', './main.js'));
    return folder;
  }

  /** Runs a program of the project's. Gives what it prints. */
  async node(...args: readonly string[]): Promise<string> {
    const { stdout } = await run(process.execPath, args, { cwd: this.folder });
    return stdout;
  }

  /** The files below a folder of the project, by path. */
  async files(folder: string): Promise<readonly string[]> {
    const entries = await readdir(join(this.folder, folder), { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1));
    return paths.sort();
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
