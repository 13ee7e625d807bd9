import type { Period } from 'assay';

/** The zone of whoever looks at the page: its calendar is what days and weeks are of. */
export const viewerZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone;

const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** The day by the viewer's clocks: "4 Nov". */
export function formatLocalDay(timeMs: number): string {
  return days.format(timeMs);
}

/** "Week of 2 Nov", "Nov 4". */
export function formatPeriodStart(timeMs: number, period: Period): string {
  return period === 'week' ? `Week of ${formatLocalDay(timeMs)}` : formatLocalDay(timeMs);
}

/** Midnight that begins the viewer's day so many days after the one of `timeMs`, ms since the epoch. */
export function localMidnight(timeMs: number, daysAfter = 0): number {
  const date = new Date(timeMs);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + daysAfter).getTime();
}
