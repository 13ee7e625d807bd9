import { AssayError } from '../shared/errors.js';
import type { FileFormat } from './read-options.js';

/** How much of the first line is looked at. */
const MAX_LOOK = 65_536;

const LOG_LINE = /^\S+ \S+ .*?\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "/;

/**
 * The format that a file's first line, given with everything before it, speaks for: an access log when it looks like a log line, NDJSON
 * when it begins with `{`, else CSV.
 *
 * Errors: `INVALID_ARGUMENT` for a JSON array, which cannot be read row by row.
 */
export function detectFormat(beginning: string): FileFormat {
  const line = firstLine(beginning);
  if (LOG_LINE.test(line)) return 'log';
  const start = line.trimStart();
  if (start.startsWith('{')) return 'ndjson';
  if (start.startsWith('[')) {
    throw new AssayError('INVALID_ARGUMENT', 'this begins a JSON array: write one object per line instead (jq -c ".[]" file.json)');
  }
  return 'csv';
}

/** The delimiter of a CSV file: of comma, semicolon and tab the one that its header has most often outside quotes. */
export function detectDelimiter(beginning: string): string {
  const header = firstLine(beginning).replace(/"[^"]*"/g, '');
  let best = ',';
  for (const candidate of [';', '\t']) {
    if (header.split(candidate).length > header.split(best).length) best = candidate;
  }
  return best;
}

/** The first line that is not blank, as far as it matters. */
function firstLine(text: string): string {
  const start = text.search(/\S/);
  const end = text.indexOf('\n', start);
  return start < 0 ? '' : text.slice(start, Math.min(end < 0 ? text.length : end, start + MAX_LOOK));
}
