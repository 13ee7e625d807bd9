import type { Assay } from 'assay';
import { createAssay } from 'assay';
import type { ReadReport } from 'assay/files';
import { readEvents } from 'assay/files';
import { type RowSurvey, rowSurvey } from './row-survey.js';

export interface OpenedFile {
  readonly name: string;
  /** Holds this file's events and nothing else. Whoever opened the file closes it. */
  readonly assay: Assay;
  readonly report: ReadReport;
  readonly survey: RowSurvey;
  /** Rows that could be read but that the engine refused. */
  readonly refused: number;
}

/**
 * Reads a CSV file, an NDJSON file or an access log, plain or gzip, into an Assay of its own. `onProgress` gets bytes read so far. When
 * reading fails or `signal` is aborted, rejects and leaves nothing open.
 */
export async function openFile(
  name: string,
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  onProgress: (bytesRead: number) => void,
): Promise<OpenedFile> {
  const assay = await createAssay();
  try {
    const reader = readEvents(stream, { file: name });
    const survey = rowSurvey();
    let refused = 0;
    for await (const rows of reader) {
      signal.throwIfAborted();
      refused += (await assay.importEvents(rows)).rejected;
      survey.add(rows);
      onProgress(reader.report.bytesRead);
    }
    return { name, assay, report: reader.report, survey, refused };
  } catch (error) {
    await assay.close();
    throw error;
  }
}
