// Google Benchmark's JSON -> rows like those of the Node groups. A benchmark is named "<task>/<contender>", ours "assay", and says in the
// counter n how many items an iteration works on.

/** What assay_bench is started with: contenders in random turns, so that they share the machine's slow moments. */
export const KERNEL_OPTIONS = [
  '--benchmark_format=json',
  '--benchmark_repetitions=5',
  '--benchmark_min_time=0.05s',
  '--benchmark_enable_random_interleaving=true',
];

const MS = { ns: 1e-6, us: 1e-3, ms: 1, s: 1e3 };

/**
 * `{ rows, versions }`: the median CPU time of every task's contenders.
 *
 * @param {string} json what assay_bench printed
 * @throws Error that names the benchmark whose check failed
 */
export function kernelResults(json) {
  const { context, benchmarks } = JSON.parse(json);
  const failed = benchmarks.find((one) => one.error_occurred);
  if (failed !== undefined) throw new Error(`${failed.run_name}: ${failed.error_message}`);
  const tasks = new Map();
  for (const { run_name: name, cpu_time: time, time_unit: unit, n } of benchmarks.filter((one) => one.aggregate_name === 'median')) {
    const [task, contender] = name.split('/');
    if (!tasks.has(task)) tasks.set(task, { task, n, unit: 'ms', ours: undefined, rivals: {} });
    if (contender === 'assay') tasks.get(task).ours = time * MS[unit];
    else tasks.get(task).rivals[contender] = time * MS[unit];
  }
  const rows = [...tasks.values()].sort((a, b) => (a.task < b.task ? -1 : 1));
  return { rows, versions: { 'Google Benchmark': context.library_version } };
}
