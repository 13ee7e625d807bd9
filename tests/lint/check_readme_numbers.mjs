// Every size that README.md quotes between <!-- size:NAME --> and <!-- /size --> must be what is built, within 1 %.
// NAME is a row of scripts/size.mjs: flags, engine or facade. The quoted number is in kB of 1000 bytes, after gzip -9.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const tolerance = 0.01;

/** Every number that is wrong, as "README.md:line: what". `sizes` maps names to bytes. */
export function checkReadmeNumbers(root, sizes) {
  if (!existsSync(join(root, 'README.md'))) return ['README.md: missing'];
  const problems = [];
  let quoted = 0;
  readFileSync(join(root, 'README.md'), 'utf8')
    .split('\n')
    .forEach((text, index) => {
      for (const [, name, value] of text.matchAll(/<!-- size:([\w-]+) -->\D*([\d.]+)[^<]*<!-- \/size -->/g)) {
        quoted += 1;
        const bytes = sizes[name];
        if (bytes === undefined) problems.push(`README.md:${index + 1}: nothing is called ${name}`);
        else if (Math.abs(Number(value) * 1000 - bytes) > bytes * tolerance) {
          problems.push(`README.md:${index + 1}: ${name} is quoted as ${value} kB and is ${(bytes / 1000).toFixed(1)} kB`);
        }
      }
    });
  if (quoted === 0) problems.push('README.md quotes no size between <!-- size:NAME --> and <!-- /size -->');
  return problems;
}
