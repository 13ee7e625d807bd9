import { describe, expect, it } from 'vitest';
import { segmentLength } from '../../../js/client/segment-length.js';
import type { BatchEvent } from '../../../js/wire/batch-builder.js';

const event = (props?: BatchEvent['props']): BatchEvent => ({ name: 'a', time: 0, user: 'ada', ...(props && { props }) });
const wide = (first: number, count: number): BatchEvent =>
  event(Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${first + i}`, i])));

describe('a segment', () => {
  const cases: readonly { readonly name: string; readonly events: readonly BatchEvent[]; readonly length: number }[] = [
    { name: 'of no events holds none', events: [], length: 0 },
    { name: 'of few events holds all', events: [event(), event({ a: 1 })], length: 2 },
    { name: 'holds at most 65,536 events', events: Array.from({ length: 70_000 }, () => event()), length: 65_536 },
    { name: 'holds many events with the same names', events: Array.from({ length: 5000 }, () => wide(0, 256)), length: 5000 },
    { name: 'holds at most 1,024 property names', events: Array.from({ length: 64 }, (_, i) => wide(256 * i, 256)), length: 4 },
    { name: 'holds an event however large', events: [wide(0, 2000), event()], length: 1 },
    {
      name: 'holds at most 16 M characters',
      events: Array.from({ length: 10_000 }, () => event({ text: 'x'.repeat(2048) })),
      length: Math.floor((16 << 20) / (2048 + 'a'.length + 'ada'.length)),
    },
  ];
  for (const { name, events, length } of cases) {
    it(name, () => {
      expect(segmentLength(events)).toBe(length);
    });
  }
});
