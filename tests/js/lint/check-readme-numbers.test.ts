import { describe, expect, it } from 'vitest';
import { checkReadmeNumbers } from '../../lint/check_readme_numbers.mjs';
import { planted } from './planted.js';

const check = (readme: string) =>
  planted({ 'README.md': readme }, (folder) => checkReadmeNumbers(folder, { flags: 17_400, engine: 101_000 }));

describe('the check of quoted sizes', () => {
  it('accepts numbers within one per cent', () => {
    expect(check('<!-- size:flags -->17.4 kB<!-- /size --> and\n<!-- size:engine --> 100 kB <!-- /size -->\n')).toEqual([]);
  });

  it('reports a number that is off, with its line and the measured one', () => {
    expect(check('# Assay\n<!-- size:flags -->17.1 kB<!-- /size -->\n')).toEqual([
      'README.md:2: flags is quoted as 17.1 kB and is 17.4 kB',
    ]);
  });

  it('reports a name that nothing has', () => {
    expect(check('<!-- size:flag -->17.4 kB<!-- /size -->\n')).toEqual(['README.md:1: nothing is called flag']);
  });

  it('reports a README without any marked number', () => {
    expect(check('17.4 kB\n')).toHaveLength(1);
  });
});
