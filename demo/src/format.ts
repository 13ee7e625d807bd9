const integers = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });
const days = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

export function formatCount(value: number): string {
  return integers.format(value);
}

export function formatEuro(value: number): string {
  return euros.format(value);
}

/** "640 B", "84 kB", "1.2 MB": 1000 bytes are a kB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1_000)} kB`;
  return bytes < 999_500_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}

/** A UTC day: "4 Nov". */
export function formatDay(timeMs: number): string {
  const parts = days.formatToParts(timeMs);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('day')} ${part('month')}`;
}

/** A share in [0, 1] with as many decimals as its interval supports: none when it is wider than ±2 points, else one. `null` is a dash. */
export function formatShare(rate: number | null, low: number | null = null, high: number | null = null): string {
  if (rate === null) return '–';
  return `${(rate * 100).toFixed(rate === 0 || rate === 1 ? 0 : shareDecimals(low, high))}%`;
}

/** "41.2% to 44.9%" */
export function formatShareInterval(low: number | null, high: number | null): string {
  return low === null || high === null ? '–' : `${formatShare(low, low, high)} to ${formatShare(high, low, high)}`;
}

/** A difference of shares in signed percentage points: "+4.6". One decimal, as a minus sign the real one. */
export function formatPoints(difference: number | null): string {
  if (difference === null) return '–';
  const rounded = (Math.abs(difference) * 100).toFixed(1);
  if (rounded === '0.0') return '0.0';
  return `${difference < 0 ? '−' : '+'}${rounded}`;
}

/** A p-value the way it is read: "0.03", "< 0.001". */
export function formatPValue(p: number | null): string {
  if (p === null) return '–';
  if (p < 0.001) return '< 0.001';
  return p < 0.1 ? p.toFixed(3) : p.toFixed(2);
}

/** A duration with two units at most: "420 ms", "8.4 s", "42 s", "3 min 12 s", "1 h 5 min". `null` is a dash. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return twoUnits(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** `shipment_creation_started` → "Shipment creation started". */
export function humanize(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words === '' ? name : words[0]!.toUpperCase() + words.slice(1);
}

/** "1 visitor", "12 visitors" */
export function plural(count: number, singular: string, many = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : many}`;
}

function shareDecimals(low: number | null, high: number | null): number {
  if (low === null || high === null) return 1;
  return high - low > 0.04 ? 0 : 1;
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
