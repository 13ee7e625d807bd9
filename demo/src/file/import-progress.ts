import { announce } from '../announce.js';
import { h } from '../dom.js';
import { formatBytes, plural } from '../format.js';
import type { ImportProgress } from './import-protocol.js';

export interface ImportProgressBar {
  readonly root: HTMLElement;
  /** Rows read so far. */
  readonly rows: number;
  begin(name: string, size: number): void;
  show(progress: ImportProgress): void;
  end(): void;
}

/** How far an import has come, in rows, bytes and per cent, and a button to stop it. Quarters are announced. */
export function importProgressBar(onCancel: () => void): ImportProgressBar {
  const bar = h('progress', { class: 'import-bar', max: 1, value: 0, 'data-testid': 'import-bar' });
  const text = h('p', { class: 'import-text', 'data-testid': 'import-text' });
  const cancel = h('button', { type: 'button', class: 'button', 'data-testid': 'import-cancel', onclick: onCancel }, 'Cancel');
  const root = h('div', { class: 'import', hidden: true, 'data-testid': 'import' }, bar, text, cancel);
  let name = '';
  let size = 0;
  let rows = 0;
  let quarters = 0;
  const show = (progress: ImportProgress): void => {
    rows = progress.rows;
    // An empty file is read at once.
    const share = size === 0 ? 1 : Math.min(1, progress.bytesRead / size);
    const percent = Math.floor(share * 100);
    bar.value = share;
    text.textContent = `${name}: ${plural(rows, 'row')}, ${formatBytes(progress.bytesRead)} of ${formatBytes(size)}, ${percent}%`;
    if (Math.floor(share * 4) <= quarters) return;
    quarters = Math.floor(share * 4);
    announce(`${percent}% of ${name} read.`);
  };
  return {
    root,
    get rows() {
      return rows;
    },
    begin(next, bytes) {
      [name, size, quarters] = [next, bytes, 0];
      bar.setAttribute('aria-label', `Reading ${name}`);
      show({ bytesRead: 0, rows: 0 });
      root.hidden = false;
    },
    show,
    end() {
      root.hidden = true;
    },
  };
}
