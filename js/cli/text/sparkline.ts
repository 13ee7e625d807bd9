import { NONE } from './numbers.js';

const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** One character per value, from 0 to the largest; a dash where there is none. At most `width`, the last ones. */
export function sparkline(values: readonly (number | null)[], width = 60): string {
  const shown = values.slice(-width);
  const most = Math.max(...shown.map((value) => value ?? 0), 0);
  return shown.map((value) => (value === null ? NONE : LEVELS[most === 0 ? 0 : Math.round((value / most) * (LEVELS.length - 1))])).join('');
}
