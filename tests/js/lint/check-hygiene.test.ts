import { describe, expect, it } from 'vitest';
import { checkHygiene } from '../../lint/check_hygiene.mjs';
import { planted } from './planted.js';

// Put together here, so that this file passes the check it tests.
const only = ['on', 'ly'].join('');
const todo = ['TO', 'DO'].join('');

const violations: readonly { name: string; path: string; text: string; says: RegExp }[] = [
  {
    name: 'a focused test',
    path: 'tests/js/a.test.ts',
    text: `it.${only}('x', () => {});\n`,
    says: /a\.test\.ts:1: a test that is focused or skipped/,
  },
  {
    name: 'a skipped group',
    path: 'js/a.test.ts',
    text: `\n\ndescribe.${['sk', 'ip'].join('')}('x', f);\n`,
    says: /a\.test\.ts:3: a test that is focused/,
  },
  { name: 'a disabled C++ test', path: 'tests/core/a_test.cc', text: `TEST(A, ${['DISABLED', '_B'].join('')}) {}\n`, says: /switched off/ },
  {
    name: 'retries',
    path: 'tests/browser/playwright.config.ts',
    text: `export default { ${['retr', 'ies'].join('')}: 2 };\n`,
    says: /retried/,
  },
  { name: 'a wait', path: 'tests/browser/a.ts', text: `await page.${['waitFor', 'Timeout'].join('')}(500);\n`, says: /waits for time/ },
  { name: 'a marker', path: 'core/assay/base/a.h', text: `// ${todo}: later\n`, says: /a\.h:1: a left-over marker/ },
  {
    name: 'a lock file with addresses',
    path: 'package-lock.json',
    text: `{ "resolved": "${'https:'}//example.org/a.tgz" }\n`,
    says: /download address/,
  },
  {
    name: 'a registry',
    path: 'scripts/a.mjs',
    text: `fetch('https://${['regi', 'stry'].join('')}.example.org');\n`,
    says: /package registry/,
  },
  {
    name: 'a home folder',
    path: 'scripts/a.mjs',
    text: `const path = '/${['ho', 'me'].join('')}/ada/assay';\n`,
    says: /path of one machine/,
  },
  { name: 'a big file', path: 'demo/big.bin', text: 'x'.repeat(1_100_000), says: /big\.bin: 1\.0 MB/ },
  { name: 'a built file', path: 'js/engine.wasm', text: '', says: /built files are not committed/ },
];

describe('the hygiene check', () => {
  it.each(violations)('reports $name', ({ path, text, says }) => {
    expect(planted({ [path]: text }, (folder) => checkHygiene(folder, [path]))).toEqual([expect.stringMatching(says)]);
  });

  it('accepts ordinary code, binary data and words that only look alike', () => {
    const files = {
      'js/a.ts': 'export const only = { skip: 1 };\nexport const url = "https://example.org/home";\n',
      'tests/js/a.test.ts': "it('skips rows without a time', () => {});\n",
      'demo/a.bin': `\0${todo}`,
    };
    expect(planted(files, (folder) => checkHygiene(folder, Object.keys(files)))).toEqual([]);
  });
});
