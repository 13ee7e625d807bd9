import sampleAddress from '../../sample/freight-sample.csv?url';
import { announce } from '../announce.js';
import { h, uniqueId } from '../dom.js';
import { plural } from '../format.js';
import { fileResults } from './file-results.js';
import { importProgressBar } from './import-progress.js';
import { type OpenedFile, openFile } from './open-file.js';

export interface FileTab {
  readonly root: HTMLElement;
  /** Makes a file dropped anywhere on `area` the one that is opened. */
  acceptDrops(area: HTMLElement): void;
}

interface Source {
  readonly name: string;
  readonly file: Blob;
}

const SAMPLE_NAME = 'freight-sample.csv';

/** "Open a file": analyses a CSV file, an NDJSON file or an access log here in the page. Nothing leaves it. */
export function fileTab(bringToFront: () => void): FileTab {
  const inputId = uniqueId('file');
  const input = h('input', {
    type: 'file',
    id: inputId,
    class: 'file-input',
    accept: '.csv,.tsv,.ndjson,.jsonl,.log,.txt,.gz',
    'data-testid': 'file-input',
  });
  const sample = h('button', { type: 'button', class: 'button', 'data-testid': 'open-sample' }, 'Open the sample');
  const status = h('p', { class: 'file-status', role: 'status', 'data-testid': 'file-status' });
  const results = h('div', { class: 'file-stage' });
  let opened: OpenedFile | undefined;
  let reading = new AbortController();

  const progress = importProgressBar(() => cancel());

  const open = async (source: Promise<Source> | Source): Promise<void> => {
    reading.abort();
    const current = new AbortController();
    reading = current;
    bringToFront();
    status.textContent = 'Reading…';
    try {
      const { name, file } = await source;
      current.signal.throwIfAborted();
      status.textContent = '';
      progress.begin(name, file.size);
      const next = await openFile(name, file, current.signal, progress.show);
      const shown = await fileResults(next);
      if (current.signal.aborted) {
        next.close();
        return;
      }
      opened?.close();
      opened = next;
      results.replaceChildren(shown);
      progress.end();
      announce(`${name}: ${plural(next.report.rows, 'row')} read.`);
    } catch (error) {
      // Whoever aborted this has said so, or is showing the next file's progress.
      if (current.signal.aborted) return;
      progress.end();
      status.textContent = `This file cannot be read. ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  const cancel = (): void => {
    reading.abort();
    const before = opened === undefined ? '' : ` ${opened.name} is still open.`;
    status.textContent = `Cancelled after ${plural(progress.rows, 'row')}; none of them is kept.${before}`;
    progress.end();
    input.focus();
  };
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    // Emptied, so that choosing the same file again reads it again.
    if (file !== undefined) void open(fromFile(file)).finally(() => (input.value = ''));
  });
  sample.addEventListener('click', () => void open(fetchSample()));

  const root = h(
    'div',
    { class: 'file' },
    h(
      'div',
      { class: 'drop-zone' },
      h('label', { class: 'drop-label', for: inputId }, 'Drop a file of events here, or choose one'),
      h(
        'p',
        { class: 'drop-note' },
        'CSV, NDJSON or an access log, plain or gzip, with a user, a time and an event per row. It stays in this page.',
      ),
      h('div', { class: 'drop-actions' }, input, sample),
    ),
    progress.root,
    status,
    results,
  );
  return {
    root,
    acceptDrops(area) {
      area.addEventListener('dragover', (event) => {
        if (event.dataTransfer?.types.includes('Files') !== true) return;
        event.preventDefault();
        area.classList.add('is-dropping');
      });
      area.addEventListener('dragleave', (event) => {
        if (!(event.relatedTarget instanceof Node) || !area.contains(event.relatedTarget)) area.classList.remove('is-dropping');
      });
      area.addEventListener('drop', (event) => {
        area.classList.remove('is-dropping');
        const file = event.dataTransfer?.files[0];
        if (file === undefined) return;
        event.preventDefault();
        void open(fromFile(file));
      });
    },
  };
}

function fromFile(file: File): Source {
  return { name: file.name, file };
}

async function fetchSample(): Promise<Source> {
  const response = await fetch(sampleAddress);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return { name: SAMPLE_NAME, file: await response.blob() };
}
