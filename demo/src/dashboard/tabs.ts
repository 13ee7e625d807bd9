import { h, uniqueId } from '../dom.js';

export interface Tab {
  readonly label: string;
  readonly testId: string;
  readonly content: HTMLElement;
}

export interface Tabs {
  readonly list: HTMLElement;
  readonly panels: readonly HTMLElement[];
  select(index: number): void;
}

/** Tabs by the ARIA pattern: arrow keys move among them, the tab key leaves them. */
export function tabs(label: string, entries: readonly Tab[]): Tabs {
  const panels: HTMLElement[] = [];
  const buttons: HTMLButtonElement[] = [];
  const select = (selected: number): void => {
    buttons.forEach((button, index) => {
      button.setAttribute('aria-selected', String(index === selected));
      button.tabIndex = index === selected ? 0 : -1;
    });
    panels.forEach((panel, index) => {
      panel.hidden = index !== selected;
    });
  };
  entries.forEach(({ label: text, testId, content }, index) => {
    const [tabId, panelId] = [uniqueId('tab'), uniqueId('tabpanel')];
    const button = h(
      'button',
      {
        type: 'button',
        role: 'tab',
        class: 'tab',
        id: tabId,
        'aria-controls': panelId,
        'data-testid': testId,
        onclick: () => select(index),
      },
      text,
    );
    buttons.push(button);
    panels.push(h('div', { role: 'tabpanel', class: 'tab-panel', id: panelId, 'aria-labelledby': tabId }, content));
  });
  const list = h('div', { role: 'tablist', class: 'tab-list', 'aria-label': label }, ...buttons);
  list.addEventListener('keydown', (event) => {
    const current = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = nextIndex(event.key, current, buttons.length);
    if (current < 0 || next === undefined) return;
    event.preventDefault();
    select(next);
    buttons[next]?.focus();
  });
  select(0);
  return { list, panels, select };
}

function nextIndex(key: string, current: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (current + 1) % count;
    case 'ArrowLeft':
      return (current - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
