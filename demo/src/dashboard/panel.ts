import { type Child, h, uniqueId } from '../dom.js';
import type { LiveQuery } from './live-query.js';

/** What a chart may have to scroll in. */
const SCROLLING = '[role="region"]';

export interface TableData {
  readonly columns: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly string[])[];
}

export interface PanelContent {
  readonly chart: Node;
  /** The chart in a sentence or two. */
  readonly summary: string;
  readonly table: TableData;
}

export type PanelState =
  | { readonly status: 'loading' }
  | { readonly status: 'empty'; readonly message: string }
  | { readonly status: 'error'; readonly message: string }
  | { readonly status: 'ready'; readonly content: PanelContent };

export interface PanelOptions {
  /** Names the panel for tests and for the page's grid. */
  readonly id: string;
  /** What is measured. */
  readonly title: string;
  /** Of whom, in which unit. */
  readonly note: string;
  readonly tools?: Child;
}

export interface Panel {
  readonly root: HTMLElement;
  show(state: PanelState): void;
}

/** A figure with its title, one of four states, a summary in words and the numbers as a table behind it. */
export function panel({ id, title, note, tools }: PanelOptions): Panel {
  const titleId = uniqueId('panel');
  const body = h('div', { class: 'panel-body' });
  const summary = h('p', { class: 'panel-summary', 'data-testid': `${id}-summary` });
  const table = h('div', { class: 'panel-table', tabindex: 0, role: 'region', 'aria-label': `${title}: data` });
  const data = h('details', { class: 'panel-data' }, h('summary', {}, 'Show data'), table);
  const root = h(
    'figure',
    { class: `panel panel-${id}`, 'aria-labelledby': titleId, 'data-testid': `panel-${id}` },
    h(
      'figcaption',
      { class: 'panel-head' },
      h('div', {}, h('h3', { class: 'panel-title', id: titleId }, title), h('p', { class: 'panel-note' }, note)),
      tools !== undefined && h('div', { class: 'panel-tools' }, tools),
    ),
    body,
    summary,
    data,
  );
  const show = (state: PanelState): void => {
    root.dataset['state'] = state.status;
    root.setAttribute('aria-busy', String(state.status === 'loading'));
    data.hidden = state.status !== 'ready';
    if (state.status === 'ready') {
      replaceInPlace(body, state.content.chart);
      summary.textContent = state.content.summary;
      table.replaceChildren(dataTable(state.content.table, title));
      return;
    }
    summary.textContent = '';
    body.replaceChildren(
      state.status === 'loading'
        ? h('p', { class: 'panel-message' }, 'Counting…')
        : h('p', { class: `panel-message is-${state.status}`, role: state.status === 'error' ? 'alert' : undefined }, state.message),
    );
  };
  show({ status: 'loading' });
  return { root, show };
}

/** Keeps a panel showing a query's answer. `describe` returns a text instead of content when there is nothing to draw yet. */
export function showQuery<Result>(
  target: Panel,
  query: LiveQuery<Result>,
  describe: (result: Result) => PanelContent | string,
): () => void {
  return query.watch((state) => {
    if (state.status === 'loading') target.show(state);
    else if (state.status === 'error') target.show({ status: 'error', message: `This could not be computed: ${state.message}` });
    else {
      const content = describe(state.result);
      target.show(typeof content === 'string' ? { status: 'empty', message: content } : { status: 'ready', content });
    }
  });
}

/** Whoever is reading a region that scrolls stays where they are, with the focus, when its numbers change. */
function replaceInPlace(body: HTMLElement, chart: Node): void {
  const before = body.querySelector(SCROLLING);
  const [left, hadFocus] = [before?.scrollLeft ?? 0, before !== null && before === document.activeElement];
  body.replaceChildren(chart);
  const after = body.querySelector<HTMLElement>(SCROLLING);
  if (after === null) return;
  if (hadFocus) after.focus({ preventScroll: true });
  after.scrollLeft = left;
}

function dataTable({ columns, rows }: TableData, caption: string): HTMLTableElement {
  return h(
    'table',
    { class: 'data-table' },
    h('caption', { class: 'visually-hidden' }, caption),
    h('thead', {}, h('tr', {}, ...columns.map((column) => h('th', { scope: 'col' }, column)))),
    h(
      'tbody',
      {},
      ...rows.map(([name, ...cells]) => h('tr', {}, h('th', { scope: 'row' }, name ?? ''), ...cells.map((cell) => h('td', {}, cell)))),
    ),
  );
}
