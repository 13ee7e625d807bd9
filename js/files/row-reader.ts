import type { TextBlock } from './text-blocks.js';

/** Turns the lines of one format into rows and errors, which it puts into its sink. */
export interface RowReader {
  read(block: TextBlock): void;
  /** Call once, after the last block. */
  finish(): void;
}

/** How many different property names one file may bring: an engine batch has room for each of them as text, number and boolean. */
export const MAX_PROPERTY_NAMES = 1024;

/** A value from a file, short enough for an error message. */
export const quote = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
