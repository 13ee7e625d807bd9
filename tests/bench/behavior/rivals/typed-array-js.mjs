// What a good JavaScript engineer writes for exactly these questions when nothing may be slow: dictionary-coded typed arrays, one pass per
// question, no general query model, no validation, events in order of time. The bar to be measured against, not a library.
import { createHash } from 'node:crypto';
import { EVENTS, nameOf, propsOf, STEPS, userOf, WINDOW_MS } from '../workload.mjs';

/** The package whose version the results name; this rival is in this file. */
export const packageName = undefined;

const HOUR_MS = 3_600_000;
const BATCH_ROWS = 65_536;
const TEXTS = ['role', 'company_size', 'browser', 'country'];

export async function open(events) {
  const columns = new EventColumns();
  for (let i = 0; i < events.count; i += 1) {
    columns.add(nameOf(events, i), events.times[i], columns.userCode(userOf(events, i)), propsOf(events, i));
  }
  return {
    tasks: {
      funnel: { run: () => funnel(columns), answer: (groups) => groups.get('') },
      'funnel-breakdown': { run: () => funnel(columns, 'country'), answer: (groups) => Object.fromEntries(groups) },
      'event-by-hour': { run: () => eventByHour(columns), answer: (cells) => hourAnswer(columns, cells) },
      quantiles: { run: () => quantiles(columns, [0.5, 0.95]), answer: (byEvent) => Object.fromEntries(byEvent) },
      'ingest-track': ingestTrack(events),
      'ingest-batch': ingestBatch(events),
    },
    bytesPerEvent: () => columns.bytes() / columns.rows,
    close: () => undefined,
  };
}

/** Texts <-> codes in order of first sight. */
class Dictionary {
  codes = new Map();
  texts = [];

  code(text) {
    let code = this.codes.get(text);
    if (code === undefined) {
      code = this.texts.length;
      this.texts.push(text);
      this.codes.set(text, code);
    }
    return code;
  }
}

/** Growing columns. Event names and texts have at most 256 values, which a byte holds. */
class EventColumns {
  rows = 0;
  times = new Float64Array(1024);
  names = new Uint8Array(1024);
  users = new Uint32Array(1024);
  durations = new Float64Array(1024);
  role = new Uint8Array(1024);
  company_size = new Uint8Array(1024);
  browser = new Uint8Array(1024);
  country = new Uint8Array(1024);
  dictionaries = Object.fromEntries(['names', 'users', ...TEXTS].map((name) => [name, new Dictionary()]));

  userCode(user) {
    return this.dictionaries.users.code(user);
  }

  reserve(rows) {
    if (rows <= this.times.length) return;
    const capacity = Math.max(rows, this.times.length * 2);
    for (const name of ['times', 'names', 'users', 'durations', ...TEXTS]) {
      const larger = new this[name].constructor(capacity);
      larger.set(this[name]);
      this[name] = larger;
    }
  }

  /** Of the columns, without what is reserved and without the texts. */
  bytes() {
    const columns = ['times', 'names', 'users', 'durations', ...TEXTS];
    return this.rows * columns.reduce((sum, name) => sum + this[name].BYTES_PER_ELEMENT, 0);
  }

  add(name, time, user, props) {
    const row = this.rows;
    if (row === this.times.length) this.reserve(row + 1);
    const { names, role, company_size, browser, country } = this.dictionaries;
    this.times[row] = time;
    this.users[row] = user;
    this.names[row] = names.code(name);
    this.role[row] = role.code(props.role);
    this.company_size[row] = company_size.code(props.company_size);
    this.browser[row] = browser.code(props.browser);
    this.country[row] = country.code(props.country);
    this.durations[row] = props.duration_ms;
    this.rows = row + 1;
  }

  /** `batch`: columns whose codes belong to the batch's own list of texts. */
  addBatch(batch) {
    const from = this.rows;
    const count = batch.times.length;
    this.reserve(from + count);
    this.times.set(batch.times, from);
    this.durations.set(batch.durations, from);
    for (const name of ['names', 'users', ...TEXTS]) {
      const translated = new Int32Array(batch.texts.length).fill(-1);
      const dictionary = this.dictionaries[name];
      const source = batch[name];
      const target = this[name];
      for (let i = 0; i < count; i += 1) {
        const text = source[i];
        let code = translated[text];
        if (code === -1) {
          code = dictionary.code(batch.texts[text]);
          translated[text] = code;
        }
        target[from + i] = code;
      }
    }
    this.rows = from + count;
  }

  countByEvent() {
    const counts = new Uint32Array(256);
    for (let i = 0; i < this.rows; i += 1) counts[this.names[i]] += 1;
    return Object.fromEntries(this.dictionaries.names.texts.map((name, code) => [name, counts[code]]));
  }
}

// One pass with a start per user and step: of the chains that wait at a step, the one that started last can do all that the others can.
function funnel(columns, by) {
  const { rows, times, names, users, dictionaries } = columns;
  const userCount = dictionaries.users.texts.length;
  const width = STEPS.length;
  const stepOf = new Uint8Array(256);
  STEPS.forEach((step, i) => {
    stepOf[dictionaries.names.code(step)] = i + 1;
  });
  const starts = new Float64Array(userCount * width).fill(-Infinity);
  const reached = new Uint8Array(userCount);
  const timeToConvert = new Float64Array(userCount);
  const groupOf = new Int16Array(userCount).fill(-1);
  const values = by === undefined ? undefined : columns[by];
  for (let i = 0; i < rows; i += 1) {
    const step = stepOf[names[i]];
    if (step === 0) continue;
    const user = users[i];
    if (values !== undefined && groupOf[user] === -1) groupOf[user] = values[i];
    const level = reached[user];
    if (level === width) continue;
    const place = user * width + step - 1;
    const time = times[i];
    if (step === 1) {
      starts[place] = time;
      if (level === 0) reached[user] = 1;
    } else {
      const start = starts[place - 1];
      if (time - start > WINDOW_MS) continue;
      starts[place] = start;
      if (step <= level) continue;
      reached[user] = step;
      if (step === width) timeToConvert[user] = time - start;
    }
  }
  const groups = new Map();
  for (let user = 0; user < userCount; user += 1) {
    const level = reached[user];
    if (level === 0) continue;
    const key = by === undefined ? '' : dictionaries[by].texts[groupOf[user]];
    if (!groups.has(key)) groups.set(key, { steps: new Array(width).fill(0), durations: [] });
    const group = groups.get(key);
    for (let step = 0; step < level; step += 1) group.steps[step] += 1;
    if (level === width) group.durations.push(timeToConvert[user]);
  }
  return new Map([...groups].map(([key, { steps, durations }]) => [key, { steps, medianMs: quantile(Float64Array.from(durations), 0.5) }]));
}

// A stamp per user and event: hours ascend, so a stamp of another hour means a user not yet seen in this one.
function eventByHour({ rows, times, names, users, dictionaries }) {
  const eventCount = dictionaries.names.texts.length;
  const firstHour = Math.floor(times[0] / HOUR_MS);
  const hours = Math.floor(times[rows - 1] / HOUR_MS) - firstHour + 1;
  const counts = new Uint32Array(hours * eventCount);
  const distinct = new Uint32Array(hours * eventCount);
  const stamps = new Uint16Array(dictionaries.users.texts.length * eventCount);
  let hour = 0;
  let hourEnd = (firstHour + 1) * HOUR_MS;
  for (let i = 0; i < rows; i += 1) {
    if (times[i] >= hourEnd) {
      hour = Math.floor(times[i] / HOUR_MS) - firstHour;
      hourEnd = (firstHour + hour + 1) * HOUR_MS;
    }
    const name = names[i];
    const cell = hour * eventCount + name;
    counts[cell] += 1;
    const stamp = users[i] * eventCount + name;
    if (stamps[stamp] !== hour + 1) {
      stamps[stamp] = hour + 1;
      distinct[cell] += 1;
    }
  }
  return { firstHour, hours, eventCount, counts, distinct };
}

function hourAnswer({ dictionaries }, { firstHour, hours, eventCount, counts, distinct }) {
  const cells = [];
  for (let hour = 0; hour < hours; hour += 1) {
    for (let name = 0; name < eventCount; name += 1) {
      const at = hour * eventCount + name;
      if (counts[at] > 0) cells.push(`${(firstHour + hour) * HOUR_MS} ${dictionaries.names.texts[name]} ${counts[at]} ${distinct[at]}\n`);
    }
  }
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const digest = createHash('sha256').update(cells.sort().join('')).digest('hex');
  return { groups: cells.length, events: sum(counts), users: sum(distinct), cells: digest };
}

// Values grouped by a counting sort, then a selection in each group: no full sort.
function quantiles({ rows, names, durations, dictionaries }, probabilities) {
  const counts = new Uint32Array(256);
  for (let i = 0; i < rows; i += 1) counts[names[i]] += 1;
  const ends = new Uint32Array(256);
  for (let name = 1; name < 256; name += 1) ends[name] = ends[name - 1] + counts[name - 1];
  const grouped = new Float64Array(rows);
  for (let i = 0; i < rows; i += 1) grouped[ends[names[i]]++] = durations[i];
  return dictionaries.names.texts.map((name, code) => {
    const values = grouped.subarray(ends[code] - counts[code], ends[code]);
    return [name, probabilities.map((p) => quantile(values, p))];
  });
}

/** Linear interpolation between order statistics. Reorders `values`; null for none. */
function quantile(values, p) {
  if (values.length === 0) return null;
  const position = (values.length - 1) * p;
  const lower = Math.floor(position);
  select(values, lower);
  const a = values[lower];
  if (lower + 1 === values.length) return a;
  let b = values[lower + 1];
  for (let i = lower + 2; i < values.length; i += 1) if (values[i] < b) b = values[i];
  return a + (position - lower) * (b - a);
}

/** Quickselect: puts the value of rank `rank` in its place, nothing greater before it and nothing smaller behind it. */
function select(values, rank) {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = medianOfThree(values[left], values[(left + right) >> 1], values[right]);
    let i = left - 1;
    let j = right + 1;
    for (;;) {
      do i += 1;
      while (values[i] < pivot);
      do j -= 1;
      while (values[j] > pivot);
      if (i >= j) break;
      const swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
    if (rank <= j) right = j;
    else left = j + 1;
  }
}

const medianOfThree = (a, b, c) => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));

function ingestTrack(events) {
  return {
    operations: events.count,
    prepare: () => new EventColumns(),
    run: (columns) => {
      const user = columns.userCode('user-0');
      for (let i = 0; i < events.count; i += 1) columns.add(nameOf(events, i), events.times[i], user, propsOf(events, i));
    },
    answer: (_, columns) => columns.countByEvent(),
  };
}

function ingestBatch(events) {
  const batches = [];
  for (let from = 0; from < events.count; from += BATCH_ROWS) {
    batches.push(batchOf(events, from, Math.min(from + BATCH_ROWS, events.count)));
  }
  return {
    operations: events.count,
    prepare: () => new EventColumns(),
    run: (columns) => {
      for (const batch of batches) columns.addBatch(batch);
    },
    answer: (_, columns) => columns.countByEvent(),
  };
}

function batchOf(events, from, to) {
  const texts = new Dictionary();
  const batch = { times: events.times.slice(from, to), durations: events.durationMs.slice(from, to), texts: texts.texts };
  for (const name of ['names', 'users', ...TEXTS]) batch[name] = new Uint32Array(to - from);
  for (let i = from; i < to; i += 1) {
    const props = propsOf(events, i);
    batch.names[i - from] = texts.code(EVENTS[events.event[i]]);
    batch.users[i - from] = texts.code(userOf(events, i));
    for (const name of TEXTS) batch[name][i - from] = texts.code(props[name]);
  }
  return batch;
}
