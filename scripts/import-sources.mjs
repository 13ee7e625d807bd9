import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './process.mjs';

/**
 * The exports of TypeScript sources, bundled and imported as they are now: what is not in the package, or must not depend on its being built.
 * @param contents a module in TypeScript
 * @param resolveDir what its relative imports are relative to
 */
export async function importSources(contents, resolveDir) {
  const { build } = await import('esbuild');
  const folder = join(root, 'build');
  const outfile = join(folder, `sources-${process.pid}.mjs`);
  await mkdir(folder, { recursive: true });
  try {
    await build({
      stdin: { contents, resolveDir, loader: 'ts' },
      outfile,
      external: ['assay-glue-*'],
      bundle: true,
      format: 'esm',
      target: 'es2022',
      platform: 'node',
      logLevel: 'silent',
    });
    return await import(outfile);
  } finally {
    await rm(outfile, { force: true });
  }
}
