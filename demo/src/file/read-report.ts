import { h } from '../dom.js';
import { formatCount, plural } from '../format.js';
import type { OpenedFile } from './open-file.js';

const FORMAT_NAMES = { csv: 'CSV', ndjson: 'NDJSON', log: 'access log' } as const;

/** How a file was read: rows taken, rows skipped, and the first faults with their places. */
export function readReport({ name, report, refused }: OpenedFile): HTMLElement {
  const format = report.format === undefined ? 'empty file' : FORMAT_NAMES[report.format];
  const skipped = report.skipped + refused;
  return h(
    'section',
    { class: 'read-report', 'aria-label': 'How the file was read' },
    h(
      'p',
      { class: 'read-counts' },
      h('strong', {}, name),
      ` (${format}): `,
      h('span', { 'data-testid': 'file-rows' }, plural(report.rows, 'row')),
      ' read, ',
      h('span', { 'data-testid': 'file-skipped' }, skipped === 0 ? 'none' : formatCount(skipped)),
      ' skipped.',
    ),
    report.errors.length > 0 &&
      h(
        'table',
        { class: 'data-table faults', 'data-testid': 'file-faults' },
        h('caption', { class: 'faults-caption' }, skipped > report.errors.length ? `The first ${report.errors.length} faults` : 'Faults'),
        h('thead', {}, h('tr', {}, ...['Line', 'Column', 'What is wrong'].map((label) => h('th', { scope: 'col' }, label)))),
        h(
          'tbody',
          {},
          ...report.errors.map(({ line, column, message }) =>
            h('tr', {}, h('th', { scope: 'row' }, String(line)), h('td', {}, String(column)), h('td', {}, message)),
          ),
        ),
      ),
  );
}
