// Rows -> what people read, and the results kept in this folder.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Row One task.
 * @property {string} task
 * @property {number} n events, flags or items that it works on
 * @property {string} unit of the values: a time, or something per second
 * @property {number} ours
 * @property {Readonly<Record<string, number>>} rivals by name; empty where there is nothing to compare with
 */

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

/** How many times as fast ours is; below 1 it is slower. */
export const ratio = ({ unit, ours }, value) => (unit.endsWith('/s') ? ours / value : value / ours);

/** A Markdown table with a line per task and rival. */
export function table(rows) {
  const head = ['task', 'n', 'unit', 'assay', 'rival', 'its value', 'assay is … times as fast'];
  const lines = rows.flatMap((row) => {
    const own = [row.task, row.n.toLocaleString('en'), row.unit, digits(row.ours)];
    const rivals = Object.entries(row.rivals);
    if (rivals.length === 0) return [[...own, '', '', '']];
    return rivals.map(([name, value]) => [...own, name, digits(value), ratio(row, value).toPrecision(2)]);
  });
  const widths = head.map((title, column) => Math.max(...[head, ...lines].map((line) => line[column].length), title.length));
  const isText = (column) => [0, 2, 4].includes(column);
  const format = (line) => `| ${line.map((cell, i) => (isText(i) ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |\n`;
  const rule = widths.map((width, i) => (isText(i) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [head, rule, ...lines].map(format).join('');
}

// Three significant digits: no measurement here supports more.
const digits = (value) => Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 3 });

/** What is kept of one group's run. */
export function record({ rows, versions }) {
  return { date: new Date().toISOString().slice(0, 10), cpu: cpus()[0].model.trim(), node: process.versions.node, versions, rows };
}

/** Puts the groups' records beside those of other groups into results.json and writes results.md from all of them. */
export function writeResults(records) {
  const path = file('results.json');
  const kept = { ...(existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}), ...records };
  writeFileSync(path, `${JSON.stringify(kept, null, 2)}\n`);
  const sections = Object.entries(kept).map(([group, { date, cpu, node, versions, rows }]) => {
    const parts = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    return `## ${group}\n${[date, cpu, `Node ${node}`, ...parts].join(', ')}.\n\n${table(rows)}`;
  });
  const about = [
    '# Results',
    '',
    'Made by `npm run bench -- --write`, not by hand. CPU time; compare ratios, not values of different runs. What is measured and what it',
    'means: [README.md](README.md).',
    '',
    '',
  ];
  writeFileSync(file('results.md'), `${about.join('\n')}${sections.join('\n')}`);
}
