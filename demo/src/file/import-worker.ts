// The entry point of the worker that holds one opened file: it reads, keeps and counts the events, and the page only draws.
import { type Assay, createAssay } from 'assay';
import { readEvents } from 'assay/files';
import type { ImportReply, ImportRequest } from './import-protocol.js';
import { type RowSurvey, rowSurvey } from './row-survey.js';

interface Scope {
  postMessage(reply: ImportReply): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ImportRequest>) => void): void;
}

/** More often would not be seen. */
const PROGRESS_MS = 50;

const scope = globalThis as unknown as Scope;
let opened: { readonly assay: Assay; readonly survey: RowSurvey } | undefined;

scope.addEventListener('message', ({ data }) => {
  if (data.kind === 'open') void open(data.name, data.file);
  else void answer(data);
});

async function open(name: string, file: Blob): Promise<void> {
  try {
    // This is a thread of its own already.
    const assay = await createAssay({ engine: 'inline' });
    const survey = rowSurvey();
    const reader = readEvents(file.stream(), { file: name });
    let rows = 0;
    let refused = 0;
    let told = performance.now();
    for await (const some of reader) {
      refused += (await assay.importEvents(some)).rejected;
      survey.add(some);
      rows += some.length;
      if (performance.now() - told < PROGRESS_MS) continue;
      told = performance.now();
      scope.postMessage({ kind: 'progress', progress: { bytesRead: reader.report.bytesRead, rows } });
    }
    opened = { assay, survey };
    const { bytesRead, skipped, sessions, cutTexts, errors, format } = reader.report;
    const report = {
      bytesRead,
      rows: reader.report.rows,
      skipped,
      sessions,
      cutTexts,
      errors,
      ...(format === undefined ? {} : { format }),
    };
    const { span, breakdowns } = survey;
    scope.postMessage({ kind: 'opened', outcome: { report, refused, breakdowns, ...(span === undefined ? {} : { span }) } });
  } catch (error) {
    scope.postMessage({ kind: 'failed', message: messageOf(error) });
  }
}

async function answer(request: Exclude<ImportRequest, { readonly kind: 'open' }>): Promise<void> {
  const { id } = request;
  try {
    if (opened === undefined) throw new Error('no file was opened');
    const { assay, survey } = opened;
    scope.postMessage({
      kind: 'answer',
      id,
      answer: request.kind === 'query' ? await assay.query(request.query) : survey.inOrder(request.events),
    });
  } catch (error) {
    scope.postMessage({ kind: 'refused', id, message: messageOf(error) });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
