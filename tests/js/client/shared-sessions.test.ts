import type { KeptItems, SessionOptions } from 'assay';
import { afterEach, describe, expect, it } from 'vitest';
import { campaignOf } from '../../../js/client/events/campaign.js';
import { GuardedItems } from '../../../js/client/events/guarded-items.js';
import { SharedSessions } from '../../../js/client/events/shared-sessions.js';
import { FakeStorage } from './fake-storage.js';
import { open } from './open.js';
import { recordedEvents } from './recorded-events.js';

const MINUTE = 60_000;
const HALF_HOUR = 30 * MINUTE;
const START = Date.UTC(2024, 5, 1, 12);

function keptItems(): KeptItems & { writes: number } {
  const items = new Map<string, string>();
  return {
    writes: 0,
    getItem: (key) => items.get(key) ?? null,
    setItem(key, value) {
      this.writes++;
      items.set(key, value);
    },
  };
}

let ids = 0;
/** A tab, or a page after another, of whoever has the items. */
function tab(items: KeptItems | undefined, options: SessionOptions = {}, user = 'ada', begun: unknown[] = []): SharedSessions {
  const guarded = new GuardedItems(items, () => {});
  const onBegin = (...args: unknown[]): void => void begun.push(args);
  return new SharedSessions(
    HALF_HOUR,
    () => `s${++ids}`,
    guarded,
    options,
    () => user,
    'anonymous',
    onBegin,
  );
}

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

describe('a pause', () => {
  it.each([
    ['29:59.999', HALF_HOUR - 1, false],
    ['30:00.000', HALF_HOUR, false],
    ['30:00.001', HALF_HOUR + 1, true],
    ['none', 0, false],
    ['a day back, by a clock that was set', -24 * 60 * MINUTE, false],
  ])('of %s ends the session or not, in this page, after a reload, and in another tab', (_, pause, ends) => {
    const items = keptItems();
    const first = tab(items);
    const other = tab(items);
    const before = first.at(START);
    expect(other.at(START)).toBe(before);
    first.save();
    other.save();
    const reloaded = tab(items).at(START + pause);
    expect(reloaded !== before).toBe(ends);
    expect(first.at(START + pause)).toBe(reloaded);
    expect(other.at(START + pause)).toBe(reloaded);
    const alone = tab(undefined);
    expect(alone.at(START) !== alone.at(START + pause)).toBe(ends);
  });

  it('is measured from the last event of any tab, as a list of all of them says', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    for (let round = 0; round < 50; round++) {
      const items = keptItems();
      const tabs = [tab(items), tab(items), tab(items)];
      let now = START;
      let sessions = 0;
      let last = Number.NEGATIVE_INFINITY;
      const given = new Set<string>();
      for (let i = 0; i < 60; i++) {
        now += [random(900), random(20 * MINUTE), HALF_HOUR - 1, HALF_HOUR, HALF_HOUR + 1][random(5)] as number;
        if (now - last > HALF_HOUR) sessions++;
        last = now;
        const one = tabs[random(3)] as SharedSessions;
        given.add(one.at(now));
        // What the recorder does within 250 ms; a reload now and then.
        one.save();
        if (random(10) === 0) tabs[random(3)] = tab(items);
        expect(given.size, `round ${round}, event ${i}`).toBe(sessions);
      }
    }
  });

  it('is shared within a second even when nothing was stored yet', () => {
    const items = keptItems();
    const [left, right] = [tab(items), tab(items)];
    const session = left.at(START);
    for (let now = START; now <= START + 40 * MINUTE; now += 500) left.at(now);
    expect(right.at(START + 40 * MINUTE)).toBe(session);
  });

  it('costs a burst of events few writes', () => {
    const items = keptItems();
    const one = tab(items);
    for (let i = 0; i < 10_000; i++) one.at(START + i / 10);
    expect(items.writes).toBeLessThan(4);
    one.save();
    one.save();
    expect(items.writes).toBeLessThan(5);
  });
});

describe('the end of a session', () => {
  it('in one tab is its end in the others', () => {
    const items = keptItems();
    const [left, right] = [tab(items), tab(items)];
    const before = left.at(START);
    right.at(START);
    left.end();
    const after = right.at(START + 2000);
    expect(after).not.toBe(before);
    expect(left.at(START + 2001)).toBe(after);
  });

  it('comes with a page of another user, and not with one whose anonymous visitor has logged in', () => {
    const items = keptItems();
    const anonymous = tab(items, {}, 'anonymous').at(START);
    const ada = tab(items, {}, 'ada').at(START + 1000);
    expect(ada).toBe(anonymous);
    expect(tab(items, {}, 'bob').at(START + 3000)).not.toBe(ada);
  });
});

describe('midnight', () => {
  it.each([
    ['UTC', '2024-06-01T23:59:59.999Z', '2024-06-02T00:00:00.000Z'],
    ['Europe/Berlin', '2024-06-01T21:59:59.999Z', '2024-06-01T22:00:00.000Z'],
    ['America/Los_Angeles', '2024-06-02T06:59:59.999Z', '2024-06-02T07:00:00.000Z'],
    ['Asia/Kolkata', '2024-06-01T18:29:59.999Z', '2024-06-01T18:30:00.000Z'],
    // The day that has no midnight: its first moment is one o'clock.
    ['America/Sao_Paulo', '2018-11-04T02:59:59.999Z', '2018-11-04T03:00:00.000Z'],
  ])('in %s ends a session, exactly, only when asked to', (name, last, first) => {
    process.env['TZ'] = name;
    const [before, after] = [Date.parse(last), Date.parse(first)];
    const items = keptItems();
    const strict = tab(items, { midnight: true });
    const session = strict.at(before - MINUTE);
    expect(strict.at(before)).toBe(session);
    strict.save();
    const next = tab(items, { midnight: true });
    expect(next.at(after)).not.toBe(session);
    expect(strict.at(after)).toBe(next.at(after + 1));
    const lenient = tab(undefined);
    expect(lenient.at(before)).toBe(lenient.at(after));
  });

  it('does not end one when the clock goes back over it', () => {
    process.env['TZ'] = 'UTC';
    const one = tab(undefined, { midnight: true });
    const midnight = Date.UTC(2024, 5, 2);
    expect(one.at(midnight + 1)).toBe(one.at(midnight - 1));
  });
});

describe('a campaign', () => {
  const ad = { campaign: true, search: '?utm_source=ad&utm_medium=cpc&x=1' } as const;
  it.each([
    ['other parameters', { ...ad, search: '?utm_source=mail' }, true],
    ['another site', { campaign: true, search: '', referrer: 'https://search.example/?q=1' }, true],
    ['the same parameters, as after a reload', ad, false],
    ['the same in another order', { ...ad, search: '?utm_medium=cpc&y=2&utm_source=ad' }, false],
    ['none, as inside of the site', { campaign: true, search: '?page=2' }, false],
    ['other parameters, but no rule', { search: '?utm_source=mail' }, false],
    ['a referrer that is no address', { campaign: true, search: '', referrer: 'not an address' }, false],
  ] as const)('of %s begins a session or not', (_, options, begins) => {
    const items = keptItems();
    const before = tab(items, ad).at(START);
    const page = tab(items, options);
    const after = page.at(START + MINUTE);
    expect(after !== before).toBe(begins);
    expect(page.at(START + 2 * MINUTE)).toBe(after);
    expect(tab(items, options).at(START + 3 * MINUTE)).toBe(after);
  });

  it('is the utm_* parameters that say something, and the host of another site', () => {
    const search = `?utm_term=&utm_source=${'x'.repeat(300)}&UTM_medium=a&utm_id=%F0%9F%98%80&utm_id=2`;
    expect(campaignOf(search, 'https://user:secret@news.example:8443/path?token=1')).toEqual({
      utm_source: 'x'.repeat(256),
      utm_id: '2',
      $referrer: 'news.example:8443',
    });
    expect(campaignOf('', '')).toEqual({});
    expect(campaignOf(`?${Array.from({ length: 50 }, (_, i) => `utm_${i}=1`).join('&')}`, '')).toHaveProperty('utm_0');
    expect(Object.keys(campaignOf(`?${Array.from({ length: 50 }, (_, i) => `utm_${i}=1`).join('&')}`, ''))).toHaveLength(10);
  });
});

describe('$session_start', () => {
  it('is recorded before the first event of each session, with the campaign, when asked for', async () => {
    const storage = new FakeStorage();
    const sessions = { startEvent: true, search: '?utm_source=ad', referrer: 'https://news.example/x' };
    const opened = await open({ sessions, storage });
    opened.assay.register({ plan: 'pro' });
    opened.assay.track('a');
    opened.assay.track('a');
    opened.now += HALF_HOUR + 1;
    opened.assay.track('');
    opened.assay.track('b');
    await opened.assay.flush();
    const events = recordedEvents(storage.segments);
    expect(events.map(({ name }) => name)).toEqual(['$session_start', 'a', 'a', '$session_start', 'b']);
    expect(new Set(events.slice(0, 3).map(({ session }) => session)).size).toBe(1);
    expect(events[3]?.session).toBe(events[4]?.session);
    expect(events[3]?.session).not.toBe(events[2]?.session);
    expect(events[3]?.time).toBe(events[4]?.time);
    expect(events[0]?.props).toEqual({ plan: 'pro', utm_source: 'ad', $referrer: 'news.example' });
  });

  it('is not recorded otherwise', async () => {
    const storage = new FakeStorage();
    const { assay } = await open({ sessions: { campaign: true, search: '?utm_source=ad' }, storage });
    assay.track('a');
    await assay.flush();
    expect(storage.names()).toEqual([['a']]);
  });
});
