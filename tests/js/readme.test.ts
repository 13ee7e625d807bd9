import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('the README’s first example runs as it stands', () => {
  const code = /```js\n(.*?)```/s.exec(readFileSync(`${root}README.md`, 'utf8'))?.[1] as string;
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: root, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/^(classic|express) SPLIT$/m);
  expect(run.stdout).toMatch(/'cart_opened'\s+│ 1\s+│ 1/);
  expect(run.stdout).toMatch(/'order_placed'\s+│ 1\s+│ 1/);
});

describe('the questions that js/README.md asks', () => {
  const text = readFileSync(`${root}js/README.md`, 'utf8');
  const queries = text.slice(text.indexOf('\n## Queries'), text.indexOf('\n## Statistics'));
  const examples = Array.from(queries.matchAll(/```ts\n(.*?)```/gs), ([, code]) => code as string);

  it.each(examples)('are answered as they stand: %#', (code) => {
    const program = `
      import { createAssay } from 'assay';
      const assay = await createAssay({ context: { user: 'ada' } });
      for (const step of ['view', 'coupon', 'pay', 'opened', 'order_placed']) assay.track(step, { plan: 'free', total: 9 });
      ${code}
      console.log('answered');
      await assay.close();`;
    const run = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: root, encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.stdout).toBe('answered\n');
  });
});

it('what js/README.md says of statistics runs as it stands', () => {
  const text = readFileSync(`${root}js/README.md`, 'utf8');
  const [, code] = /```ts\n(.*?)```/s.exec(text.slice(text.indexOf('\n## Statistics'))) as unknown as [string, string];
  const program = `${code} console.log(interval?.map((end) => end.toPrecision(4)).join(' '), pValue?.p.toPrecision(3));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: root, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.stdout).toBe('0.0002211 0.01165 0.0252\n');
});
