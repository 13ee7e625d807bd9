/** A column of a table for people. */
export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Columns of texts under these titles. */
export const left = (...titles: readonly string[]): readonly TableColumn[] => titles.map((title) => ({ title, align: 'left' }));
/** Columns of numbers. */
export const right = (...titles: readonly string[]): readonly TableColumn[] => titles.map((title) => ({ title, align: 'right' }));

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with an escape character
const STYLES = /\u001b\[\d+m/g;
const ZERO_WIDTH = /\p{Mark}|\u200d|\ufe0f/gu;
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/** How many terminal cells a text takes, East Asian characters and emoji counting twice, colours nothing. */
export function cellWidth(text: string): number {
  const plain = text.replace(STYLES, '').replace(ZERO_WIDTH, '');
  return [...plain].length + (plain.match(WIDE)?.length ?? 0);
}

/** A text from a file made safe to print: without control characters, and cut when it is long. */
export function printable(text: string, maxLength = 60): string {
  const safe = text.replace(CONTROLS, '\ufffd');
  return safe.length > maxLength ? `${safe.slice(0, maxLength - 1)}…` : safe;
}

/** Lines of aligned cells under their titles, two spaces apart. `title` styles the titles. */
export function renderTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[], title = (text: string) => text): string {
  const widths = columns.map((column, i) => Math.max(cellWidth(column.title), ...[0].concat(rows.map((row) => cellWidth(row[i] ?? '')))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const padding = ' '.repeat((widths[i] as number) - cellWidth(cell));
        return columns[i]?.align === 'right' ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  return `${[line(columns.map((column) => title(column.title))), ...rows.map(line)].join('\n')}\n`;
}
