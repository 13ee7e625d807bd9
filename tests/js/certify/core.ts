import type { Core, Line, SplitRule } from '../../../js/certify/line.js';
import { ModuleCore } from '../../../js/certify/module-core.js';
import type { RawFlags } from '../../../js/client/flags/flags.js';
import { ByteModule } from '../../../js/client/wasm/byte-module.js';
import { builtModules } from '../vectors/built-modules.js';

/** flags-compat.wasm as the build made it. */
export async function openModule(): Promise<ByteModule<RawFlags>> {
  const { factory, wasm } = (await builtModules()).flagsCompat;
  return ByteModule.open('flags-compat', factory, wasm);
}

export const openCore = async (): Promise<ModuleCore> => new ModuleCore(await openModule());

/** A line whose `number` is only a name, for a core that a test made up. */
export const namedLine = (name: string, buckets: number): Line => ({ number: ['text', name], high: buckets, buckets });

/** A core in which `bucket` says where an id is on the line of this name. Rules have no conditions. */
export function coreOf(bucket: (name: string, id: string) => number): Core {
  const nameOf = (expr: unknown): string => (expr as readonly [string, string])[1];
  return {
    draw: (lines, ids) => lines.map(({ number }) => Int32Array.from(ids, (id) => bucket(nameOf(number), id))),
    serve: (rules: readonly SplitRule[], ids) =>
      rules.map(({ then }) =>
        Int32Array.from(ids, (id) => {
          if (!('choose' in then)) return -1;
          const at = bucket(nameOf(then.choose), id);
          return then.ranges.find(([low, high]) => low <= at && at < high)?.[2] ?? -1;
        }),
      ),
  };
}
