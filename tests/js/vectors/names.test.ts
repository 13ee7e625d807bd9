import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, REASONS } from '../../../js/client/flags/flags.js';
import { ABI_VERSION } from '../../../js/client/wasm/abi.js';
import { STATUS_CODES } from '../../../js/shared/errors.js';
import { repositoryPath } from './vector-files.js';

/** The constants of a C++ enumeration by number, `kInvalidArgument` as `INVALID_ARGUMENT`. */
function enumeration(file: string, name: string): string[] {
  const text = readFileSync(repositoryPath(file), 'utf8');
  const body = new RegExp(`enum class ${name}\\b[^{]*\\{([^}]*)\\}`).exec(text)?.[1] ?? '';
  const names: string[] = [];
  for (const [, constant, number] of body.replace(/\/\/.*$/gm, '').matchAll(/\bk(\w+)\s*=\s*(\d+)/g)) {
    names[Number(number)] = (constant as string).replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  }
  return names;
}

describe('numbers that cross the boundary mean the same on both sides', () => {
  it.each([
    ['statuses', STATUS_CODES, enumeration('core/assay/base/status.h', 'StatusCode')],
    ['reasons', REASONS, enumeration('core/assay/evaluation/reason.h', 'Reason')],
    ['error codes', ERROR_CODES.map((code) => code ?? 'NONE'), enumeration('core/assay/evaluation/reason.h', 'ErrorCode')],
  ])('%s', (_, javascript, core) => {
    expect(core.length).toBeGreaterThan(7);
    expect(javascript).toEqual(core);
  });

  it('the version of the boundary', () => {
    const header = readFileSync(repositoryPath('wasm/byte_exchange.h'), 'utf8');
    expect(Number(/kAbiVersion = (\d+)/.exec(header)?.[1])).toBe(ABI_VERSION);
  });
});
