// The events of a query vector: written out, or made from a few numbers, the same on every machine.

/** 32-bit random whole numbers from a seed. Source: T. Ettinger, mulberry32, public domain, 2017. */
function randomBits(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  };
}

/**
 * Batches of random events: `{ first, events: [[name, time, user, session, props], ...] }`.
 *
 * @param spec
 *   seed      whole number
 *   count     events; users: how many users, called "user 0", ...
 *   names     event names to draw from; a name given twice comes twice as often
 *   start     ms of the first possible time; span: ms after it; grain: times are multiples of it (1 if absent), so that many collide
 *   props     per property a list to draw from (null: the event lacks it) or `{ from, to, decimals }`
 *   sessions  how many sessions per user; absent: none
 *   batch     events per batch; late: times are in no order and neither are the batches; again: how many batches come twice
 */
export function randomBatches({ seed, count, users, names, start, span, grain = 1, props = {}, sessions, batch, late = false, again = 0 }) {
  const bits = randomBits(seed);
  const below = (n) => Math.floor((bits() / 2 ** 32) * n);
  const drawn = (choice) => {
    if (Array.isArray(choice)) return choice[below(choice.length)];
    const scale = 10 ** choice.decimals;
    return (choice.from * scale + below((choice.to - choice.from) * scale + 1)) / scale;
  };
  const events = Array.from({ length: count }, () => {
    const user = below(users);
    const values = Object.entries(props).map(([name, choice]) => [name, drawn(choice)]);
    const time = start + below(Math.floor(span / grain)) * grain;
    const session = sessions === undefined ? null : `session ${user}.${below(sessions)}`;
    return [names[below(names.length)], time, `user ${user}`, session, Object.fromEntries(values.filter(([, value]) => value !== null))];
  });
  if (!late) events.sort((a, b) => a[1] - b[1]);
  const batches = [];
  for (let first = 0; first < count; first += batch) batches.push({ first: first + 1, events: events.slice(first, first + batch) });
  if (late) {
    for (let i = batches.length - 1; i > 0; --i) {
      const j = below(i + 1);
      [batches[i], batches[j]] = [batches[j], batches[i]];
    }
  }
  for (let i = 0; i < again; ++i) batches.push(batches[below(batches.length)]);
  return batches;
}

/**
 * The batches of a query vector, in the order of ingestion: `{ first?, events }`, with `first` absent where it follows the batch before.
 *
 * @param {{ readonly batches?: any, readonly stream?: any }} vector
 */
export function batchesOf({ batches, stream }) {
  return stream !== undefined ? randomBatches(stream) : (batches ?? []).map((one) => (Array.isArray(one) ? { events: one } : one));
}

/** What is stored of the batches: every sequence number once, the event that came first with it. */
export function storedEvents(vector) {
  const stored = new Map();
  let next = 1;
  for (const { first = next, events } of batchesOf(vector)) {
    events.forEach(([name, time, user, session, props], i) => {
      const sequence = first + i;
      if (!stored.has(sequence)) stored.set(sequence, { name, time, sequence, user, session, props });
    });
    next = first + events.length;
  }
  return [...stored.values()].sort((a, b) => a.time - b.time || a.sequence - b.sequence);
}
