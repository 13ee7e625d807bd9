import { h } from '../dom.js';
import type { RecordedEvent, Workspace } from '../workspace.js';

const KEPT = 8;
const clockTime = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

/** The last events this page recorded, newest first: what each click becomes. */
export function eventLog(workspace: Workspace): HTMLElement {
  const list = h('ol', { class: 'log', 'data-testid': 'event-log', 'aria-labelledby': 'log-title' });
  workspace.onRecorded((event) => {
    list.prepend(row(event));
    while (list.children.length > KEPT) list.lastElementChild?.remove();
  });
  return h(
    'section',
    { class: 'events', 'aria-labelledby': 'log-title' },
    h('div', { class: 'side-head' }, h('h2', { class: 'side-title', id: 'log-title' }, 'Events as you click')),
    list,
  );
}

function row({ name, time, props }: RecordedEvent): HTMLElement {
  const values = Object.entries(props).map(([key, value]) => `${key}=${value}`);
  return h(
    'li',
    { class: 'log-row' },
    h('time', { class: 'log-time', datetime: new Date(time).toISOString() }, clockTime.format(time)),
    h('span', { class: 'log-name' }, name),
    h('span', { class: 'log-props' }, values.join(' ')),
  );
}
