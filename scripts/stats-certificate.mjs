// What the rows of assay_certify_stats have to show, and the page that shows them.

const SEQUENCE = ['sequence, absolute', 'sequence, relative'];
const CONVERSIONS = 'conversion 10 %';

/** Two standard errors of a share of `bar` among the experiments: what luck may add to a promise that is kept. */
const luck = (bar, experiments) => 2 * Math.sqrt((bar * (1 - bar)) / experiments);

/** The promise to a row, in words and as a test; none for rows that are shown for comparison. */
function promiseOf({ kind, metric, looks, method }, rows, experiments) {
  const atMost = (bar) => ({ promise: `at most ${percent(bar)}`, keeps: (value) => value <= bar + luck(bar, experiments) });
  if (kind === 'false positives') {
    if (SEQUENCE.includes(method)) return atMost(0.05);
    if (method === 'exact conversions') return atMost(0.05);
    if (method === 'sequential sample ratio') return atMost(metric.endsWith('0.01') ? 0.01 : 0.05);
    if (method === 'group-sequential' && ['normal', CONVERSIONS].includes(metric)) {
      const [low, high] = [0.04, 0.06].map((bar, i) => bar + (i === 0 ? -1 : 1) * Math.max(0, luck(0.05, experiments) - 0.01));
      return { promise: '4 to 6 %', keeps: (value) => value >= low && value <= high };
    }
    // The harness has to find out a method that is known to be wrong.
    const least = { 14: 0.2, 30: 0.26, 'every pair from 100': 0.45 }[looks];
    if (method === 'fixed z' && metric === CONVERSIONS) {
      return { promise: `found out: at least ${percent(least)}`, keeps: (value) => value >= least - luck(least, experiments) };
    }
  }
  if (kind === 'users until found, median') return { promise: 'at most 8,500', keeps: (value) => value <= 8500 };
  if (kind === 'power' && method === 'group-sequential') {
    const fixed = rows.find((row) => row.kind === 'power' && row.method === 'fixed z').value;
    return { promise: 'within 4 points of the fixed test', keeps: (value) => value >= fixed - 0.04 };
  }
  return undefined;
}

/** Each row with its promise, if any, and whether it is kept. */
export function judged(rows, experiments) {
  return rows.map((row) => {
    const found = promiseOf(row, rows, experiments);
    return { ...row, promise: found?.promise ?? null, kept: found === undefined || found.keeps(row.value) };
  });
}

const percent = (value) => `${(100 * value).toFixed(1).replace(/\.0$/, '')} %`;
const shown = ({ kind, value }) => (kind.startsWith('users') ? value.toLocaleString('en') : percent(value));

/** Markdown: a table of false positives per number of looks, then the rest. */
export function tables(results) {
  const positives = results.filter(({ kind, looks }) => kind === 'false positives' && looks !== 'every visitor');
  const methods = [...new Set(positives.map(({ method }) => method))];
  const parts = [...new Set(positives.map(({ looks }) => looks))].map((looks) => {
    const here = positives.filter((row) => row.looks === looks);
    const used = methods.filter((method) => here.some((row) => row.method === method));
    const lines = [...new Set(here.map(({ metric }) => metric))].map((metric) => {
      const cells = used.map((method) => {
        const row = here.find((one) => one.metric === metric && one.method === method);
        return row === undefined ? '–' : row.kept ? shown(row) : `**${shown(row)}**`;
      });
      return `| ${metric} | ${cells.join(' | ')} |`;
    });
    const title = /^\d/.test(looks) ? `${looks} looks` : `Looking at ${looks}`;
    return [`## ${title}`, '', `| metric | ${used.join(' | ')} |`, `|---${'|---'.repeat(used.length)}|`, ...lines].join('\n');
  });
  const rest = results.filter((row) => !positives.includes(row));
  const lines = rest.map(
    (row) =>
      `| ${row.method} | ${row.metric} | ${row.looks} | ${row.kind} | ${row.kept ? shown(row) : `**${shown(row)}**`} | ${row.promise ?? '–'} |`,
  );
  const others = [
    '## Exact methods, and what looking costs',
    '',
    '| method | metric | looks | what | | promise |',
    '|---|---|---|---|---|---|',
    ...lines,
  ];
  return [...parts, others.join('\n')].join('\n\n');
}

/** core/STATS-CERTIFICATE.md. */
export function page(results, experiments, made) {
  const holds = results.every(({ kept }) => kept);
  return `# Certificate of the statistics

\`npm run certify:stats -- --write\`, ${made}. Generated: do not edit.

${experiments.toLocaleString('en')} experiments per row **without an effect**, 10,000 users per arm, decided at the first look that finds one, at 5 %. What is
shown is how often an effect is found that is not there. Everything is from fixed seeds, decided by the same code that pages run
(\`core/assay/stats\`, bit for bit). The certificate **${holds ? 'holds' : 'does not hold'}**: the sequences stay at or below 5 % (two standard errors of ${experiments.toLocaleString('en')}
experiments are 1.0 points), absolute and relative; the methods that are known to be wrong, the fixed test looked at again and again and the
lift with the delta method's error, are found out. What breaks a promise is **bold**.

The lognormal has a skewness above 400: no method that relies on normal means uses its whole 5 % there.

${tables(results)}

- sequence: the confidence sequence tuned to 5,000 users (\`confidence_sequence.h\`); relative: the lift's interval excludes 0 (\`lift_sequence.h\`).
- group-sequential: O'Brien-Fleming-type spending over the planned looks (\`group_sequential.h\`).
- exact conversions, sequential sample ratio: \`multinomial_sequence.h\`, looked at after every visitor from the first on.
`;
}
