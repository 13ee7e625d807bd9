import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Writes `cases` as ../<name>, one per line; with --check exits 1 when the committed file is not what would be written. Marks and invisible
 * characters are written as escapes: they can be seen in review, and no editor normalises or reorders them.
 */
export function writeVectors(name, about, cases) {
  const names = cases.map((one) => one.name);
  const repeated = names.find((text, i) => names.indexOf(text) !== i);
  if (repeated !== undefined) throw new Error(`${name}: two cases are called ${repeated}`);
  const file = fileURLToPath(new URL(`../${name}`, import.meta.url));
  const escape = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const line = (one) =>
    JSON.stringify(one).replace(/[\p{M}\p{Cf}\p{Cn}]/gu, (text) => Array.from({ length: text.length }, (_, i) => escape(text[i])).join(''));
  const text = `{"format":1,"about":${JSON.stringify(about)},"cases":[\n${cases.map(line).join(',\n')}\n]}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`tests/vectors/${name} is not what tests/vectors/generate/${basename(process.argv[1])} makes\n`);
    process.exit(1);
  }
}
