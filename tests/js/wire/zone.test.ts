import { describe, expect, it } from 'vitest';
import { AssayError } from '../../../js/shared/errors.js';
import { zoneTransitions } from '../../../js/wire/query/zone.js';

const HOUR = 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone's offset as another of the platform's formats writes it. */
function offsetAt(zone: string, ms: number): number {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, format);
  const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * 60_000 + Number(seconds) * 1000);
}

describe('zoneTransitions', () => {
  it('finds the hours at which Berlin changes its clocks', () => {
    const year = { start: Date.UTC(2026, 5, 1), end: Date.UTC(2026, 6, 1) };
    const found = zoneTransitions('Europe/Berlin', year.start, year.end).filter(
      ({ from }) => from > Date.UTC(2026, 0, 1) && from < Date.UTC(2026, 11, 31),
    );
    expect(found).toEqual([
      { from: Date.UTC(2026, 2, 29, 1), offsetMs: 2 * HOUR },
      { from: Date.UTC(2026, 9, 25, 1), offsetMs: HOUR },
    ]);
  });

  it('has none for UTC, and one for a zone without changes', () => {
    expect(zoneTransitions('UTC', undefined, undefined)).toEqual([]);
    expect(zoneTransitions('Asia/Kolkata', Date.UTC(2020, 0), Date.UTC(2021, 0)).map(({ offsetMs }) => offsetMs)).toEqual([5.5 * HOUR]);
  });

  it('agrees with the platform everywhere in 1970 to 2100', () => {
    for (const zone of ['America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Pacific/Apia', 'America/Argentina/Tucuman']) {
      const found = zoneTransitions(zone, undefined, undefined);
      let at = 0;
      for (let ms = Date.UTC(1970, 0, 1); ms < Date.UTC(2100, 0, 1); ms += 17 * 86_400_000 + 12_345_678) {
        while (at + 1 < found.length && (found[at + 1]?.from ?? 0) <= ms) at++;
        expect(found[at]?.offsetMs, `${zone} ${new Date(ms).toISOString()}`).toBe(offsetAt(zone, ms));
      }
      for (let i = 1; i < found.length; i++) {
        const { from, offsetMs } = found[i] as { from: number; offsetMs: number };
        expect(from).toBeGreaterThan(found[i - 1]?.from as number);
        expect([offsetAt(zone, from - 1), offsetAt(zone, from)]).toEqual([found[i - 1]?.offsetMs, offsetMs]);
      }
    }
  });

  it('begins a year before the range, ends a year after it, and never leaves 1800 to 2201', () => {
    const found = zoneTransitions('Europe/Berlin', Date.UTC(2026, 5), Date.UTC(2027, 5));
    expect(found[0]?.from).toBe(Date.UTC(2025, 0, 1));
    expect(found.at(-1)?.from).toBe(Date.UTC(2028, 9, 29, 1));
    const all = zoneTransitions('Europe/Berlin', -8.64e15, 8.64e15 + 1);
    expect(all[0]).toEqual({ from: Date.UTC(1800, 0, 1), offsetMs: 53 * 60_000 + 28_000 });
    expect(all.at(-1)?.from).toBeLessThan(Date.UTC(2202, 0, 1));
  });

  it.each([['Mars/Phobos'], ['constructor'], [''], [5], [null]])('refuses %j and names the field', (zone) => {
    const ask = () => zoneTransitions(zone, 0, 1);
    expect(ask).toThrow(AssayError);
    expect(ask).toThrow(/^zone: /);
    if (typeof zone === 'string' && zone !== '') expect(ask).toThrow(zone);
  });
});
