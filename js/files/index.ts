export { AssayError, type AssayErrorCode } from '../shared/errors.js';
export { type BatchOptions, type EncodedBatch, eventsToBatches } from './events-to-batches.js';
export { type EventReader, readEvents } from './read-events.js';
export type {
  ColumnChoice,
  ColumnRole,
  EventRow,
  FileFormat,
  ReadOptions,
  ReadProgress,
  ReadReport,
  RowError,
} from './read-options.js';
