import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { REASONS } from '../../../js/stats/reasons.js';
import { repositoryPath } from '../vectors/vector-files.js';

it('the reasons of JavaScript are those of the core, with the same numbers', () => {
  const header = readFileSync(repositoryPath('core/assay/stats/gap.h'), 'utf8');
  const names = Array.from(header.matchAll(/ k(\w+) = (\d+),/g), ([, name, number]) => {
    expect(Number(number), name).toBe(REASONS.indexOf(upperSnake(name as string) as never));
    return upperSnake(name as string);
  });
  expect(names).toEqual(REASONS);
});

const upperSnake = (name: string): string => name.replace(/(?<=.)([A-Z])/g, '_$1').toUpperCase();
