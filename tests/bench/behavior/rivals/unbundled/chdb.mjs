// ClickHouse inside the process, on one thread: a MergeTree ordered by user and time, and windowFunnel. It tells how far each user came, not
// when, so it is not asked for times to convert. Its median of the others is exact, too.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import { STEPS, WINDOW_MS } from '../../workload.mjs';
import { STEP_LIST, TEXT_COLUMNS } from './sql.mjs';

export const packageName = 'chdb';

const SETTINGS = 'SETTINGS max_threads = 1 FORMAT TSV';
const HOUR_MS = 3_600_000;
const ROWS_PER_FILE = 200_000;

const LEVELS = `windowFunnel(${WINDOW_MS})(time, ${STEPS.map((step) => `event = '${step}'`).join(', ')}) AS level`;
const REACHED = STEPS.map((_, i) => `countIf(level >= ${i + 1})`).join(', ');
const FUNNEL = `SELECT ${REACHED} FROM (SELECT user, ${LEVELS} FROM events WHERE event IN (${STEP_LIST}) GROUP BY user)`;
const FUNNEL_BREAKDOWN = `SELECT first, ${REACHED} FROM (SELECT user, argMin(country, time) AS first, ${LEVELS}
  FROM events WHERE event IN (${STEP_LIST}) GROUP BY user) WHERE level > 0 GROUP BY first`;
const EVENT_BY_HOUR = `SELECT intDiv(time, ${HOUR_MS}) * ${HOUR_MS} AS hour, event, count(), uniqExact(user) FROM events GROUP BY event, hour`;
const QUANTILES = 'SELECT event, quantilesExactInclusive(0.5, 0.95)(duration_ms) FROM events GROUP BY event';

export async function open(events) {
  const session = new Session();
  load(session, events);
  const query = (sql, answer) => ({ run: () => session.query(`${sql} ${SETTINGS}`), answer: (text) => answer(rowsOf(text)) });
  return {
    tasks: {
      funnel: { ...query(FUNNEL, ([counts]) => ({ steps: counts.map(Number) })), leavesOut: ['medianMs'] },
      'funnel-breakdown': {
        ...query(FUNNEL_BREAKDOWN, (rows) =>
          Object.fromEntries(rows.map(([country, ...counts]) => [country, { steps: counts.map(Number) }])),
        ),
        leavesOut: ['medianMs'],
      },
      'event-by-hour': query(EVENT_BY_HOUR, hourAnswer),
      quantiles: query(QUANTILES, (rows) => Object.fromEntries(rows.map(([event, values]) => [event, JSON.parse(values)]))),
    },
    close: () => session.cleanup(),
  };
}

// One merged part, so that nothing is left to do in the background while others are timed.
function load(session, events) {
  session.query(`CREATE TABLE events (time UInt64, user UInt32, duration_ms Float64,
    ${TEXT_COLUMNS.map(([name]) => `${name} LowCardinality(String)`).join(', ')}) ENGINE = MergeTree ORDER BY (user, time)`);
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    for (let from = 0; from < events.count; from += ROWS_PER_FILE) {
      const file = join(folder, 'events.tsv');
      writeFileSync(file, linesOf(events, from, Math.min(from + ROWS_PER_FILE, events.count)));
      session.query(`INSERT INTO events SELECT * FROM file('${file}', 'TSV')`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  session.query('OPTIMIZE TABLE events FINAL');
}

function linesOf(events, from, to) {
  const lines = [];
  for (let i = from; i < to; i += 1) {
    const texts = TEXT_COLUMNS.map(([, column, values]) => values[events[column][i]]);
    lines.push([events.times[i], events.user[i], events.durationMs[i], ...texts].join('\t'));
  }
  return `${lines.join('\n')}\n`;
}

const rowsOf = (text) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));

function hourAnswer(rows) {
  const sum = (column) => rows.reduce((total, row) => total + Number(row[column]), 0);
  const cells = rows.map((row) => `${row.join(' ')}\n`).sort();
  return { groups: rows.length, events: sum(2), users: sum(3), cells: createHash('sha256').update(cells.join('')).digest('hex') };
}
