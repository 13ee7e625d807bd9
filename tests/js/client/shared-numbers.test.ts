import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, REASONS } from '../../../js/client/flags/flags.js';
import { ABI_VERSION } from '../../../js/client/wasm/abi.js';
import { STATUS_CODES } from '../../../js/shared/errors.js';

describe('the numbers that both sides of the boundary hold', () => {
  const root = new URL('../../../', import.meta.url);
  const source = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');
  /** `kTargetingMatch = 2` as [2, 'TARGETING_MATCH'], of one enum. */
  const enumOf = async (path: string, name: string): Promise<readonly (readonly [number, string])[]> => {
    const body = new RegExp(`enum class ${name}[^{]*{([^}]*)}`).exec(await source(path))?.[1] ?? '';
    return [...body.matchAll(/\bk([A-Z]\w*) = (\d+)/g)].map(([, word, number]) => {
      return [Number(number), (word as string).replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()];
    });
  };

  it('statuses', async () => {
    expect(await enumOf('core/assay/base/status.h', 'StatusCode')).toEqual([...STATUS_CODES.entries()]);
  });

  it('reasons and error codes', async () => {
    const path = 'core/assay/evaluation/reason.h';
    expect(await enumOf(path, 'Reason')).toEqual([...REASONS.entries()]);
    expect(await enumOf(path, 'ErrorCode')).toEqual([...ERROR_CODES.entries()].map(([number, code]) => [number, code ?? 'NONE']));
  });

  it('the ABI version', async () => {
    expect(await source('wasm/byte_exchange.h')).toContain(`kAbiVersion = ${ABI_VERSION};`);
  });
});
