// npm run -s assay -- <arguments>: the command-line tool of this checkout, built first when its sources have changed. Set-up and build
// report on stderr; stdout is the tool's own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, isFresh } from './build.mjs';
import { isMain, main, root } from './process.mjs';
import { setup } from './setup.mjs';

if (isMain(import.meta.url)) {
  await main(async (args) => {
    if (!isFresh('js')) await build(await setup(), ['wasm', 'js']);
    // npm runs scripts in the repository's folder; file names are meant from where it was called.
    const cwd = (process.env.npm_lifecycle_event === 'assay' && process.env.INIT_CWD) || process.cwd();
    const { status, signal } = spawnSync(process.execPath, [join(root, 'js/dist/node/cli.js'), ...args], { cwd, stdio: 'inherit' });
    if (signal !== null) process.kill(process.pid, signal);
    process.exitCode = status ?? 1;
  });
}
