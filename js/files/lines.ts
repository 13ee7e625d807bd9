import type { LineFault, TextBlock } from './text-blocks.js';

/** Calls `visit` for every line of the block, without its line end. Returns how many there are. */
export function forEachLine(block: TextBlock, visit: (text: string, offset: number, fault: LineFault | undefined) => void): number {
  const { text, faults } = block;
  let offset = 0;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    const trimmed = end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    visit(text.slice(start, trimmed), offset, faults?.get(offset));
    offset++;
    start = end + 1;
  }
  return offset;
}
