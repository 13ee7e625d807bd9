// TypeScript's checker. A project that has to compile is one test; so is each file of tests/types, whose @ts-expect-error lines say what
// must not compile. Those files see the package as its users do: through its exports, from js/dist.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { collect, root } from '../process.mjs';

export const types = {
  name: 'types',
  title: 'Types',
  needs: ['wasm', 'js'],
  run: runTypes,
};

const projects = ['js', 'tests', 'demo'];

async function runTypes() {
  const totals = { passed: 0, skipped: 0, failures: [] };
  const count = (name, lines) => {
    if (lines.length === 0) totals.passed += 1;
    else totals.failures.push({ name, text: lines.join('\n') });
  };
  for (const project of projects.filter((name) => existsSync(join(root, name, 'tsconfig.json')))) {
    const lines = await compile(project);
    const typeTests = project === 'tests' ? typeTestFiles() : [];
    const isOf = (file) => (line) => line.startsWith(`${file}(`);
    for (const file of typeTests) count(file, lines.filter(isOf(file)));
    count(
      `${project}/ compiles`,
      lines.filter((line) => !typeTests.some((file) => isOf(file)(line))),
    );
  }
  return totals;
}

// Errors, one per element, their continuation lines with them.
async function compile(project) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status, stdout, output } = await collect(process.execPath, [tsc, '-p', project, '--noEmit', '--pretty', 'false']);
  if (status === 0) return [];
  return stdout === '' ? [output] : stdout.trim().split(/\n(?! )/);
}

function typeTestFiles() {
  const folder = join(root, 'tests/types');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((name) => /\.tsx?$/.test(name))
    .sort()
    .map((name) => `tests/types/${name}`);
}
