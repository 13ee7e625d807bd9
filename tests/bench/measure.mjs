// How every number of the Node groups is taken: CPU time (user and system, all threads of this process, so background compilation and
// garbage collection count), contenders in turn, the median of the rounds. Wall time on a shared machine measures the neighbours.

/**
 * @typedef {object} Task One contender's way of doing a task.
 * @property {(prepared: any) => unknown} run What is timed; a promise is awaited.
 * @property {number} [operations] Operations that one run does; the result is the time of one. Default 1.
 * @property {() => unknown} [prepare] Makes what `run` uses up; not timed. With it a sample is a single run.
 * @property {(prepared: any) => unknown} [cleanup] Not timed.
 */

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/**
 * CPU milliseconds of one operation of every task: `{ [contender]: ms }`. Each of `rounds` rounds takes one sample of every contender, in
 * an order that rotates from round to round, so that a slow second of the machine is spread over all of them.
 *
 * @param {Record<string, Task>} tasks by contender
 * @param {{ rounds?: number, sampleMs?: number }} options `sampleMs`: a sample repeats its run until it takes about as long as this
 */
export async function measure(tasks, { rounds = 7, sampleMs = 60 } = {}) {
  const contenders = [];
  for (const [name, task] of Object.entries(tasks)) contenders.push({ name, task, repeat: await warmUp(task, sampleMs), samples: [] });
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < contenders.length; i += 1) {
      const { task, repeat, samples } = contenders[(round + i) % contenders.length];
      samples.push(await sample(task, repeat));
    }
  }
  return Object.fromEntries(contenders.map(({ name, task, repeat, samples }) => [name, median(samples) / repeat / (task.operations ?? 1)]));
}

/** Until compilers have noticed what is hot, and are done with it in the background. */
const WARM_UP_MS = 600;

/** Lets the engine compile what the task runs, and gives how many runs fill a sample. */
async function warmUp(task, sampleMs) {
  let repeat = 1;
  let ms = await sample(task, repeat);
  let spent = ms;
  if (task.prepare !== undefined) return 1;
  while (ms < sampleMs || spent < WARM_UP_MS) {
    if (ms < sampleMs) repeat = Math.min(repeat * 8, Math.ceil((repeat * sampleMs * 1.1) / Math.max(ms, 0.01)));
    ms = await sample(task, repeat);
    spent += ms;
  }
  return repeat;
}

async function sample({ prepare, run, cleanup }, repeat) {
  const prepared = await prepare?.();
  globalThis.gc?.(); // one contender's garbage is not collected at another's expense
  const start = cpuMs();
  for (let i = 0; i < repeat; i += 1) {
    const running = run(prepared);
    if (running instanceof Promise) await running;
  }
  const ms = cpuMs() - start;
  await cleanup?.(prepared);
  return ms;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
