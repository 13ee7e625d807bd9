const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A horizontal bar `share` (0 to 1) of `width` cells long, to an eighth of a cell; whatever is above zero can be seen. */
export function bar(share: number, width: number): string {
  const eighths = Math.min(width * 8, share > 0 ? Math.max(1, Math.round(share * width * 8)) : 0);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] as string);
}
