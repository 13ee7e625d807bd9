// node --expose-gc run.mjs: the flag tasks, ours and every rival's in one process, as JSON on stdout.
import { openAssigner, packIds } from 'assay/assign';
import { loadRivals } from '../contenders.mjs';
import { measure } from '../measure.mjs';
import { hostileRows } from './hostile.mjs';
import * as assay from './assay.mjs';
import { checkAssignments, FLAGS, USERS, WEIGHTS } from './workload.mjs';

const READS = 100_000;
const UNITS_PER_MS = { ms: 1, µs: 1e3, ns: 1e6 };

/**
 * What a contender's open() gives.
 *
 * @typedef {object} Contender
 * @property {(user: object) => void} setUser whom the following reads are about
 * @property {(key: string) => string} read a flag's value
 * @property {(user: object, key: string) => string} [evaluateOne] a flag's value for another user, where that is less work than both
 * @property {() => unknown} load from what is delivered to a page until flags can be read, and gone again
 * @property {() => unknown} close throws when anything went wrong on the way
 */

// What each run returns is of no interest; without it a compiler might leave the reads out. Loading comes first, while the heap is small: what
// contenders remember of their users would be collected at the expense of whoever loads.
const TASKS = {
  load: { unit: 'ms', task: ({ load }) => ({ run: load }) },
  'evaluate-all': { unit: 'µs', task: (contender) => ({ operations: USERS.length, run: () => evaluateAll(contender) }) },
  'evaluate-one': { unit: 'µs', task: (contender) => ({ operations: USERS.length, run: () => evaluateOne(contender) }) },
  read: { unit: 'ns', task: (contender) => ({ operations: READS, run: () => readAgain(contender) }) },
};

function evaluateAll({ setUser, read }) {
  let characters = 0;
  for (const user of USERS) {
    setUser(user);
    for (const key of FLAGS) characters += read(key).length;
  }
  return characters;
}

function evaluateOne(contender) {
  let characters = 0;
  for (let i = 0; i < USERS.length; i += 1) {
    const key = FLAGS[i % FLAGS.length];
    if (contender.evaluateOne === undefined) {
      contender.setUser(USERS[i]);
      characters += contender.read(key).length;
    } else {
      characters += contender.evaluateOne(USERS[i], key).length;
    }
  }
  return characters;
}

function readAgain({ read }) {
  let characters = 0;
  for (let i = 0; i < READS; i += 1) characters += read(FLAGS[0]).length;
  return characters;
}

/** Ten million ids, packed, through one split in one call; nobody else has such a call. */
async function assignPacked() {
  const n = 10_000_000;
  const assigner = await openAssigner();
  const ids = packIds(Array.from({ length: n }, (_, i) => `user-${(i * 2_654_435_761) % 4_294_967_296}`));
  const split = { salt: 'checkout_button', weights: WEIGHTS };
  const counts = new Float64Array(WEIGHTS.length);
  for (const variant of assigner.assign(split, ids)) counts[variant] += 1;
  WEIGHTS.forEach((weight, i) => {
    const share = weight / 100;
    if (Math.abs(counts[i] - n * share) > 5 * Math.sqrt(n * share * (1 - share)))
      throw new Error(`assign: ${counts[i]} of ${n} in variant ${i}`);
  });
  const { assay: ms } = await measure({ assay: { operations: n, run: () => assigner.assign(split, ids) } }, { rounds: 3 });
  assigner.close();
  return { task: 'assign-packed', n, unit: 'ids/s', ours: 1000 / ms, rivals: {} };
}

const { rivals, versions } = await loadRivals('flags');
const contenders = {};
for (const [name, { open }] of Object.entries({ assay, ...rivals })) {
  const checked = await open();
  checkAssignments(name, (user) => {
    checked.setUser(user);
    return FLAGS.map((key) => checked.read(key));
  });
  if (checked.evaluateOne !== undefined) {
    checkAssignments(`${name}, one at a time`, (user) => FLAGS.map((key) => checked.evaluateOne(user, key)));
  }
  await checked.close();
  contenders[name] = await open();
}

const rows = [];
for (const [name, { unit, task }] of Object.entries(TASKS)) {
  for (const { setUser } of Object.values(contenders)) setUser(USERS[0]);
  const ms = await measure(Object.fromEntries(Object.entries(contenders).map(([key, contender]) => [key, task(contender)])));
  const { assay: ours, ...others } = Object.fromEntries(Object.entries(ms).map(([key, value]) => [key, value * UNITS_PER_MS[unit]]));
  rows.push({ task: name, n: FLAGS.length, unit, ours, rivals: others });
}
rows.push(await assignPacked(), ...(await hostileRows()));
for (const { close } of Object.values(contenders)) await close();
// The last line: some rivals write to stdout, too, and keep timers running.
process.stdout.write(`\n${JSON.stringify({ rows, versions })}`, () => process.exit());
