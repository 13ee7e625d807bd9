// DuckDB compiled to WebAssembly, its build with exceptions, on the calling thread: the published exact funnel as window functions over the
// latest start of a chain.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import * as arrow from 'apache-arrow';
import { STEPS, WINDOW_MS } from '../../workload.mjs';
import { STEP_LIST, TEXT_COLUMNS } from './sql.mjs';

export const packageName = '@duckdb/duckdb-wasm';

const require = createRequire(import.meta.url);
const duckdb = require('@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs');

const HOUR_MS = 3_600_000;
const BATCH_ROWS = 100_000;

const SO_FAR = 'OVER (PARTITION BY user ORDER BY time, step ROWS UNBOUNDED PRECEDING)';
const within = (step) => `step = ${step} AND time - start${step - 1} <= ${WINDOW_MS}`;
// start_k of a row: the latest start of a chain of its user that reached step k by then.
const CHAINS = `
  taken AS (SELECT user, time, country, list_position([${STEP_LIST}], event) AS step FROM events WHERE event IN (${STEP_LIST})),
  chain1 AS (SELECT *, max(CASE WHEN step = 1 THEN time END) ${SO_FAR} AS start1 FROM taken),
  chain2 AS (SELECT *, max(CASE WHEN ${within(2)} THEN start1 END) ${SO_FAR} AS start2 FROM chain1),
  chain3 AS (SELECT *, max(CASE WHEN ${within(3)} THEN start2 END) ${SO_FAR} AS start3 FROM chain2),
  users AS (
    SELECT user, arg_min(country, time) AS country,
      max(CASE WHEN step = 1 THEN 1 WHEN ${within(2)} THEN 2 WHEN ${within(3)} THEN 3 WHEN ${within(4)} THEN 4 ELSE 0 END) AS level,
      arg_min(CASE WHEN ${within(4)} THEN time - start3 END, CASE WHEN ${within(4)} THEN time END) AS took
    FROM chain3 GROUP BY user)`;
const REACHED = `${STEPS.map((_, i) => `count(*) FILTER (level >= ${i + 1}) AS s${i}`).join(', ')}, median(took) AS took`;
const FUNNEL = `WITH ${CHAINS} SELECT ${REACHED} FROM users`;
const FUNNEL_BREAKDOWN = `WITH ${CHAINS} SELECT country, ${REACHED} FROM users WHERE level > 0 GROUP BY country`;
const EVENT_BY_HOUR = `SELECT (time // ${HOUR_MS}) * ${HOUR_MS} AS hour, event, count(*) AS n, count(DISTINCT user) AS users FROM events GROUP BY ALL`;
const QUANTILES = 'SELECT event, quantile_cont(duration_ms, [0.5, 0.95]) AS q FROM events GROUP BY event';

export async function open(events) {
  const folder = new URL('.', `file://${require.resolve('@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs')}`).pathname;
  const bundle = (name) => ({ mainModule: `${folder}duckdb-${name}.wasm`, mainWorker: '' });
  const db = await duckdb.createDuckDB({ mvp: bundle('mvp'), eh: bundle('eh') }, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
  await db.instantiate(() => undefined);
  db.open({});
  const connection = db.connect();
  connection.query('SET autoinstall_known_extensions = false');
  connection.query('SET autoload_known_extensions = false');
  load(connection, events);
  const query = (sql, answer) => ({
    run: () => connection.query(sql).toArray(),
    answer: (rows) => answer(rows.map((row) => row.toJSON())),
  });
  return {
    tasks: {
      funnel: query(FUNNEL, ([row]) => funnelAnswer(row)),
      'funnel-breakdown': query(FUNNEL_BREAKDOWN, (rows) => Object.fromEntries(rows.map((row) => [row.country, funnelAnswer(row)]))),
      'event-by-hour': query(EVENT_BY_HOUR, hourAnswer),
      quantiles: query(QUANTILES, (rows) => Object.fromEntries(rows.map(({ event, q }) => [event, [...q.toArray()]]))),
    },
    close: () => connection.close(),
  };
}

function load(connection, events) {
  for (let from = 0; from < events.count; from += BATCH_ROWS) {
    const to = Math.min(from + BATCH_ROWS, events.count);
    const columns = {
      time: arrow.makeVector(BigInt64Array.from(events.times.subarray(from, to), BigInt)),
      user: arrow.makeVector(events.user.slice(from, to)),
      duration_ms: arrow.makeVector(events.durationMs.slice(from, to)),
    };
    for (const [name, column, values] of TEXT_COLUMNS) {
      columns[name] = arrow.makeVector({
        data: events[column].slice(from, to),
        dictionary: arrow.vectorFromArray(values, new arrow.Utf8()),
        type: new arrow.Dictionary(new arrow.Utf8(), new arrow.Uint8()),
      });
    }
    connection.insertArrowFromIPCStream(arrow.tableToIPC(new arrow.Table(columns), 'stream'), { name: 'events', create: from === 0 });
  }
}

const funnelAnswer = (row) => ({ steps: STEPS.map((_, i) => Number(row[`s${i}`])), medianMs: row.took });

function hourAnswer(rows) {
  const sum = (name) => rows.reduce((total, row) => total + Number(row[name]), 0);
  const cells = rows.map(({ hour, event, n, users }) => `${hour} ${event} ${n} ${users}\n`).sort();
  return { groups: rows.length, events: sum('n'), users: sum('users'), cells: createHash('sha256').update(cells.join('')).digest('hex') };
}
