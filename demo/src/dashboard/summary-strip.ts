import { h } from '../dom.js';
import { formatCount, formatDuration, formatShare, formatShareInterval, plural } from '../format.js';
import type { Queries } from './queries.js';

interface Figure {
  readonly root: HTMLElement;
  show(value: string, note: string): void;
}

/** The figures one looks at first, in one line. */
export function summaryStrip(queries: Queries): HTMLElement {
  const visitors = figure('Visitors', 'kpi-visitors');
  const started = figure('Started', 'kpi-started');
  const rate = figure('Completion rate', 'kpi-completion');
  const time = figure('Median time', 'kpi-time');
  const errors = figure('Form errors', 'kpi-errors');

  queries.visitors.watch((state) => {
    if (state.status !== 'ready') return;
    const values = state.result.rows[0]?.values;
    visitors.show(formatCount(values?.['users'] ?? 0), plural(values?.['count'] ?? 0, 'event'));
  });
  queries.funnel.watch((state) => {
    if (state.status !== 'ready') return;
    const [first] = state.result.steps;
    started.show(formatCount(first?.count ?? 0), 'visitors with a shipment');
  });
  queries.task.watch((state) => {
    if (state.status !== 'ready') return;
    const { completion, time: durations } = state.result.total;
    const interval = completion.low === null ? 'no attempt yet' : formatShareInterval(completion.low, completion.high);
    rate.show(formatShare(completion.rate, completion.low, completion.high), interval);
    time.show(
      formatDuration(durations.medianMs),
      durations.count < 5 ? `${plural(durations.count, 'shipment')} completed` : `p90 ${formatDuration(durations.p90Ms)}`,
    );
  });
  queries.errors.watch((state) => {
    if (state.status !== 'ready') return;
    const count = state.result.rows.reduce((sum, { values }) => sum + (values['count'] ?? 0), 0);
    errors.show(formatCount(count), `in ${plural(state.result.rows.length, 'field')}`);
  });
  return h(
    'section',
    { 'aria-label': 'Key figures' },
    h('dl', { class: 'strip' }, ...[visitors, started, rate, time, errors].map(({ root }) => root)),
  );
}

function figure(label: string, testId: string): Figure {
  const value = h('dd', { class: 'strip-value', 'data-testid': testId }, '–');
  const note = h('dd', { class: 'strip-note' }, '\u00a0');
  return {
    root: h('div', { class: 'strip-figure' }, h('dt', { class: 'strip-label' }, label), value, note),
    show(text, remark) {
      value.textContent = text;
      note.textContent = remark;
    },
  };
}
