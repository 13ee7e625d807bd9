// What hostile datafiles cost before they are refused or answered: CPU time and memory per case, as rows for the table.
import { createAssay } from 'assay';

const FLAG = { type: 'boolean', variants: { off: false, on: true }, default: 'off' };
const rules = (count) => `[${Array.from({ length: count }, () => '{"serve":"on"}').join(',')}]`;
const nested = (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const flagWith = (field) => `{"flags":{"f":{"type":"boolean","variants":{"off":false,"on":true},"default":"off",${field}}}}`;
const pattern = (matches) => ({ flags: { f: { ...FLAG, rules: [{ when: { a: { matches } }, serve: 'on' }] } } });
const circle = Object.fromEntries(
  Array.from({ length: 100 }, (_, i) => [`f${i}`, { ...FLAG, prerequisites: [{ flag: `f${(i + 1) % 100}`, variants: ['on'] }] }]),
);

/** By name: the datafile, and whether it is refused as a whole. Every one leaves a flag of the datafile before or an answer of its own. */
const CASES = {
  'hostile-100-mb': { datafile: () => ' '.repeat(100_000_000), refused: true },
  'hostile-depth': { datafile: () => flagWith(`"rules":${nested(100_000)}`), refused: true },
  'hostile-rules': { datafile: () => flagWith(`"rules":${rules(1_000_000)}`), refused: true },
  'hostile-cycle': { datafile: () => ({ flags: circle }), refused: false },
  'hostile-pattern': { datafile: () => pattern('^(a+)+$'), refused: false },
  'hostile-backreference': { datafile: () => pattern('(a)\\1'), refused: false },
  'hostile-proto': { datafile: () => '{"flags":{"__proto__":{"type":"x"},"constructor":{"rules":{"__proto__":1}}}}', refused: false },
};

export async function hostileRows() {
  const rows = [];
  for (const [task, { datafile, refused }] of Object.entries(CASES)) {
    const errors = [];
    const assay = await createAssay({
      context: { a: `${'a'.repeat(2000)}!` },
      datafile: { flags: { good: { ...FLAG, default: 'on' } } },
      onError: (error) => errors.push(error),
    });
    const source = datafile();
    globalThis.gc?.();
    const [heap, start] = [memory(), process.cpuUsage()];
    const rejected = await assay.setDatafile(source).then(
      () => false,
      () => true,
    );
    for (const key of assay.flags()) assay.flag(key, false);
    const { user, system } = process.cpuUsage(start);
    const grown = memory() - heap;
    if (rejected !== refused) throw new Error(`${task}: ${rejected ? 'refused' : 'taken'}`);
    if (refused && !assay.flag('good', false)) throw new Error(`${task}: the good datafile is gone`);
    rows.push({ task, n: 1, unit: 'ms', ours: (user + system) / 1000, rivals: {} });
    rows.push({ task: `${task}-memory`, n: 1, unit: 'MB', ours: Math.max(0, grown) / 1e6, rivals: {} });
    await assay.close();
  }
  return rows;
}

function memory() {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
