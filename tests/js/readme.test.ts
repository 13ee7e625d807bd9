import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('the README’s first example runs as it stands', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const code = /```js\n(.*?)```/s.exec(readFileSync(`${root}README.md`, 'utf8'))?.[1] as string;
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: root, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/^(classic|express) SPLIT$/m);
  expect(run.stdout).toMatch(/'cart_opened'\s+│ 1\s+│ 1/);
  expect(run.stdout).toMatch(/'order_placed'\s+│ 1\s+│ 1/);
});
