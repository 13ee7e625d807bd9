// node --expose-gc run.mjs EVENTS: the behaviour tasks, ours and every rival's in one process, as JSON on stdout.
import { loadRivals } from '../contenders.mjs';
import { measure } from '../measure.mjs';
import { checkAnswers } from './answers.mjs';
import * as assay from './assay.mjs';
import { generateEvents } from './workload.mjs';

// Ingest runs are long, so fewer of them say as much.
const TASKS = {
  funnel: { unit: 'ms', rounds: 7 },
  'funnel-breakdown': { unit: 'ms', rounds: 7 },
  'event-by-hour': { unit: 'ms', rounds: 7 },
  quantiles: { unit: 'ms', rounds: 7 },
  'ingest-track': { unit: 'events/s', rounds: 3 },
  'ingest-batch': { unit: 'events/s', rounds: 5 },
};

// More events than this take the databases longer to load than anyone waits for, and one of them more memory than it has: there typed
// arrays alone are a rival, and check the answers.
const MAX_EVENTS_OF_PACKAGES = 5_000_000;

const events = generateEvents(Number(process.argv[2]));
const { rivals: all, versions } = await loadRivals('behavior');
const isAsked = ([, rival]) => rival.packageName === undefined || events.count <= MAX_EVENTS_OF_PACKAGES;
const rivals = Object.fromEntries(Object.entries(all).filter(isAsked));
const contenders = {};
for (const [name, contender] of Object.entries({ assay, ...rivals })) contenders[name] = await contender.open(events);

const rows = [];
for (const [task, { unit, rounds }] of Object.entries(TASKS)) {
  // A rival that does not do a task is not among its contenders.
  const tasks = Object.fromEntries(Object.entries(contenders).flatMap(([name, { tasks }]) => (tasks[task] ? [[name, tasks[task]]] : [])));
  const answers = {};
  for (const [name, { prepare, run, answer, cleanup }] of Object.entries(tasks)) {
    const prepared = await prepare?.();
    answers[name] = await answer(await run(prepared), prepared);
    await cleanup?.(prepared);
  }
  const leavesOut = Object.fromEntries(Object.entries(tasks).map(([name, { leavesOut = [] }]) => [name, leavesOut]));
  checkAnswers(task, answers, events, leavesOut);
  const ms = await measure(tasks, { rounds });
  const { assay: ours, ...others } = Object.fromEntries(
    Object.entries(ms).map(([name, value]) => [name, unit === 'ms' ? value : 1000 / value]),
  );
  rows.push({ task, n: events.count, unit, ours, rivals: others });
}
const bytes = {};
for (const [name, { bytesPerEvent }] of Object.entries(contenders)) if (bytesPerEvent !== undefined) bytes[name] = await bytesPerEvent();
const { assay: ourBytes, ...otherBytes } = bytes;
rows.push({ task: 'memory', n: events.count, unit: 'B/event', ours: ourBytes, rivals: otherBytes });
for (const { close } of Object.values(contenders)) await close();
process.stdout.write(JSON.stringify({ rows, versions }));
