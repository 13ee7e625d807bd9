import type { Page } from '@playwright/test';
import type { SimulatedEvent } from '../../../demo/src/traffic.js';
import { expect, funnelCounts, simulate, test } from './demo-test.js';
import { bruteForceFunnel, visitorsOf } from './simulated.js';

// West of UTC and with a clock that changes in the simulated weeks of some dates, so that days of the zone are not those of UTC.
const ZONE = 'America/New_York';
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** What the live dashboard calls lately. */
const RECENT_DAYS = 14;
test.use({ timezoneId: ZONE });

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short' });

/** Days since the epoch by the clocks of the zone. */
const dayOf = (time: number): number => Date.parse(calendar.format(time)) / DAY_MS;
/** Weeks from Mondays; the epoch began on a Thursday. */
const weekOf = (time: number): number => Math.floor((dayOf(time) + 3) / 7);

type Events = readonly Pick<SimulatedEvent, 'name' | 'time' | 'props'>[];

/** What happened in the page after the simulation: the visitors and whoever opened the page. */
async function everybody(page: Page): Promise<readonly Events[]> {
  await simulate(page);
  return [...(await visitorsOf(1)), [{ name: 'app_opened', time: Date.now(), props: {} }]];
}

/** The data behind a panel, a list of cells per row. */
async function dataOf(page: Page, panel: string): Promise<readonly (readonly string[])[]> {
  const rows = page.getByTestId(panel).locator('.panel-data tbody tr');
  return rows.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
}

const column = (rows: readonly (readonly string[])[], index: number): readonly string[] => rows.map((row) => row[index] ?? '');
const distinct = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];
const count = <Value>(values: readonly Value[], test: (value: Value) => boolean): number => values.filter(test).length;

test('the days on which people come, by the calendar of the viewer', async ({ demo }) => {
  const people = await everybody(demo);
  const days = people.map((events) => distinct(events.map(({ time }) => dayOf(time))).length);
  for (let many = 1; many <= 8; many += 1) {
    const users = count(days, (each) => each === many);
    if (users === 0) continue;
    await expect(demo.getByTestId(`stickiness-days-${many}`)).toHaveText(
      new RegExp(`^${many} days?${number.format(users)}${((100 * users) / people.length).toFixed(1)}%$`),
    );
  }
});

test('new, returning, resurrected and silent users per week', async ({ demo }) => {
  const people = (await everybody(demo)).map((events) => distinct(events.map(({ time }) => weekOf(time))));
  const [first, last] = [Math.min(...people.flat()), Math.max(...people.flat())];
  const expected = Array.from({ length: last - first + 1 }, (_, index) => {
    const week = first + index;
    const active = people.filter((weeks) => weeks.includes(week));
    return [
      count(active, (weeks) => Math.min(...weeks) === week),
      count(active, (weeks) => weeks.includes(week - 1)),
      count(active, (weeks) => Math.min(...weeks) < week && !weeks.includes(week - 1)),
      count(people, (weeks) => weeks.includes(week - 1) && !weeks.includes(week)),
    ].map((users) => number.format(users));
  });
  await expect.poll(async () => (await dataOf(demo, 'panel-lifecycle')).map((row) => row.slice(1, 5))).toEqual(expected);
});

test('who comes back in which week', async ({ demo }) => {
  const people = await everybody(demo);
  const openings = people.map((events) => events.filter(({ name }) => name === 'app_opened').map(({ time }) => time));
  const cohorts = distinct(openings.map(([start]) => weekOf(start ?? 0))).toSorted((a, b) => a - b);
  const [earliest] = cohorts;
  const cohort = openings.filter(([start]) => weekOf(start ?? 0) === earliest);
  // All weeks of the earliest cohort but the one that is not over.
  const whole = cohorts.length - 1;
  const cells = Array.from({ length: whole }, (_, week) => {
    const returned = count(cohort, ([, ...later]) => later.some((time) => weekOf(time) === (earliest ?? 0) + week));
    return [number.format(returned), number.format(cohort.length)];
  });
  await expect
    .poll(async () => (await dataOf(demo, 'panel-retention'))[1]?.slice(1, 2 + 2 * whole))
    .toEqual([number.format(cohort.length), ...cells.flat()]);
  const users = cohorts.map((week) => number.format(count(openings, ([start]) => weekOf(start ?? 0) === week)));
  expect(column(await dataOf(demo, 'panel-retention'), 1)).toEqual([number.format(people.length), ...users]);
  await expect(demo.getByTestId('panel-retention').locator('.heat')).toContainText(
    `${((100 * Number(cells[1]?.[0]?.replaceAll(',', ''))) / cohort.length).toFixed(1)}%`,
  );
});

test('users per day beside the period before, by property, and a formula', async ({ demo }) => {
  const people = await everybody(demo);
  const today = dayOf(Date.now());
  const days = Array.from({ length: 14 }, (_, index) => today - 13 + index);
  const daysOf = people.map((events) => new Set(events.map(({ time }) => dayOf(time))));
  const usersOn = (day: number): number => count(daysOf, (all) => all.has(day));
  await expect
    .poll(async () => (await dataOf(demo, 'panel-metric')).map((row) => row.slice(1, 3)))
    .toEqual(
      days
        .filter((day) => usersOn(day) > 0)
        .map((day) => [number.format(usersOn(day)), usersOn(day - 14) === 0 ? '–' : number.format(usersOn(day - 14))]),
    );

  const metric = demo.getByTestId('panel-metric');
  await metric.getByLabel('Show', { exact: true }).selectOption('Errors per 100 fields');
  const events = people.flat().map((event) => ({ ...event, day: dayOf(event.time) }));
  const share = (day: number): number | undefined => {
    const [errors = 0, fields = 0] = ['form_error', 'form_field_filled'].map((name) =>
      count(events, (event) => event.name === name && event.day === day),
    );
    return errors + fields === 0 ? undefined : (100 * errors) / (errors + fields);
  };
  // A day has a row when it or its counterpart in the period before has fields.
  const shares = days.filter((day) => share(day) !== undefined || share(day - 14) !== undefined).map(share);
  await expect
    .poll(async () => column(await dataOf(demo, 'panel-metric'), 1))
    .toEqual(shares.map((value) => (value === undefined ? '–' : number.format(value))));

  await metric.getByLabel('Show', { exact: true }).selectOption('Events');
  await metric.getByLabel('By', { exact: true }).selectOption('role');
  await metric.getByLabel('Every', { exact: true }).selectOption('month');
  const lately = events.filter(({ day, props }) => day > today - 14 && props['role'] === 'warehouse');
  await expect
    .poll(async () =>
      (await dataOf(demo, 'panel-metric'))
        .filter(([, role]) => role === 'warehouse')
        .reduce((sum, [, , value]) => sum + Number(value?.replaceAll(',', '')), 0),
    )
    .toBe(lately.length);
});

test('the paths from opening the app', async ({ demo }) => {
  const people = await everybody(demo);
  const flows = new Map<string, number>();
  for (const events of people) {
    const path: string[] = [];
    let before = Number.NaN;
    for (const { name, time } of events) {
      if (path.length === 5 || time - before > 30 * MINUTE_MS) break;
      if (path.at(-1) !== name) path.push(name);
      before = time;
    }
    const words = path.map((name) => name[0]?.toUpperCase() + name.slice(1).replaceAll('_', ' ')).join(' → ');
    flows.set(words, (flows.get(words) ?? 0) + 1);
  }
  const top = [...flows].sort((a, b) => b[1] - a[1]).slice(0, 5);
  const list = demo.getByTestId('panel-paths').getByRole('list', { name: 'The most frequent whole paths' }).getByRole('listitem');
  await expect(list).toHaveText(
    top.map(([words, users]) => `${number.format(users)} ${((100 * users) / people.length).toFixed(1)}% ${words}`),
  );
  await demo.getByTestId('panel-paths').getByLabel('Show what came').selectOption('before');
  await demo.getByTestId('panel-paths').getByLabel('this event').selectOption('shipment_creation_completed');
  await expect(list.first()).toContainText('Shipment creation completed ← Carrier selected');
});

test('who did one thing and then another soon after', async ({ demo }) => {
  const people = await everybody(demo);
  const panel = demo.getByTestId('panel-sequence');
  const [first, second] = ['shipment_creation_started', 'carrier_selected'];
  const did = (name: string): number => count(people, (events) => events.some((event) => event.name === name));
  const followed = (withinMs: number): number =>
    count(people, (events) =>
      events.some(
        ({ name, time }, at) =>
          name === first && events.slice(at + 1).some((later) => later.name === second && later.time - time <= withinMs),
      ),
    );
  const cell = (row: string) => demo.getByTestId(`sequence-did-${row}`).locator('.bar-cell').first();
  await panel.getByLabel('After', { exact: true }).selectOption(first);
  await panel.getByLabel('comes', { exact: true }).selectOption(second);
  await expect(cell('first')).toHaveText(number.format(did(first)));
  await expect(cell('second')).toHaveText(number.format(did(second)));
  await expect(cell('both')).toHaveText(number.format(followed(60 * MINUTE_MS)));
  await panel.getByLabel('within', { exact: true }).selectOption('10 minutes');
  await expect(cell('both')).toHaveText(number.format(followed(10 * MINUTE_MS)));
  await expect(panel).toContainText('did the one and then the other within 10 minutes');
});

test('who did something often, and who no longer does', async ({ demo }) => {
  const people = await everybody(demo);
  await demo.getByTestId('panel-cohort').getByLabel('Who did', { exact: true }).selectOption('shipment_creation_started');
  const times = people.map((events) => events.filter(({ name }) => name === 'shipment_creation_started').map(({ time }) => time));
  for (const least of [1, 2, 3, 5, 10]) {
    const users = count(times, (each) => each.length >= least);
    await expect(demo.getByTestId(`cohort-times-${least}`).locator('.bar-cell').first()).toHaveText(number.format(users));
  }
  const lately = Date.now() - RECENT_DAYS * DAY_MS;
  const lapsed = count(times, (each) => each.length > 0 && each.every((time) => time < lately));
  await expect(demo.getByTestId('cohort-lapsed').locator('.bar-cell').first()).toHaveText(number.format(lapsed));
});

test('why people leave the funnel, and how it changes by the day of entry', async ({ demo }) => {
  const people = await everybody(demo);
  const counts = bruteForceFunnel(await visitorsOf(1));
  const lost = counts.slice(0, -1).map((users, step) => number.format(users - (counts[step + 1] ?? 0)));
  await expect.poll(async () => column(await dataOf(demo, 'panel-reasons'), 1)).toEqual([...lost, number.format(counts.at(-1) ?? 0)]);
  const trend = await dataOf(demo, 'panel-entry-trend');
  const sum = (index: number): number => column(trend, index).reduce((total, text) => total + Number(text.replaceAll(',', '')), 0);
  expect([sum(1), sum(2)]).toEqual([counts[0], counts.at(-1)]);
  const days = distinct(
    people
      .flat()
      .filter(({ name }) => name === 'shipment_creation_started')
      .map(({ time }) => dayOf(time)),
  );
  expect(trend.length).toBeLessThanOrEqual(days.length);
});

test("the funnel by another product's rules is the one in the comparison", async ({ demo }) => {
  await simulate(demo);
  const ours = bruteForceFunnel(await visitorsOf(1));
  const row = (preset: string): Promise<readonly number[]> =>
    demo
      .getByTestId(`presets-${preset}`)
      .locator('td')
      .evaluateAll((cells) => cells.slice(0, 5).map((cell) => Number((cell.textContent ?? '').replaceAll(',', ''))));
  await expect.poll(() => row('assay')).toEqual(ours);
  await demo.getByTestId('panel-funnel').getByLabel('Rules of').selectOption('Mixpanel');
  const theirs = await row('mixpanel');
  expect(theirs).not.toEqual(ours);
  await expect.poll(() => funnelCounts(demo)).toEqual(theirs);
});

test('an answer that changes leaves the place and the focus of a table that is being read', async ({ demo }) => {
  await demo.setViewportSize({ width: 360, height: 800 });
  await simulate(demo);
  const total = demo.getByTestId('retention-total');
  await expect(total).toContainText('10,001');
  const region = demo.getByRole('region', { name: 'Shares of users who came back' });
  // Found and scrolled in one step of the page: between two, an answer may have put another table there.
  const scroll = (left?: number) =>
    demo.evaluate((to) => {
      const element = document.querySelector('[role="region"][aria-label="Shares of users who came back"]') as HTMLElement;
      if (to !== undefined) {
        element.focus();
        element.scrollLeft = to;
      }
      return element.scrollLeft;
    }, left);
  expect(await scroll(40)).toBe(40);
  await demo.getByRole('button', { name: 'New visitor' }).evaluate((button: HTMLButtonElement) => button.click());
  await expect(total).toContainText('10,002');
  await expect(region).toBeFocused();
  expect(await scroll()).toBe(40);
});

test('a file is asked the same questions, and its charts are drawn', async ({ demo }) => {
  await demo.getByRole('tab', { name: 'Open a file' }).click();
  const csv = [
    'user,time,event,plan',
    // Ada tries twice and pays the second time: who tries only her first entry counts her less far.
    'ada,2026-10-05T15:00:00Z,opened,free',
    'ada,2026-10-07T15:00:00Z,opened,free',
    'ada,2026-10-07T15:05:00Z,paid,free',
    'ben,2026-10-05T16:00:00Z,opened,team',
    'ben,2026-10-05T16:10:00Z,paid,team',
    // In New York this is still 6 October.
    'eva,2026-10-07T03:00:00Z,opened,team',
    '',
  ].join('\n');
  await demo.getByTestId('file-input').setInputFiles({ name: 'shop.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await demo.getByLabel('Within', { exact: true }).selectOption('1 hour');
  await expect(demo.getByTestId('file-presets-mixpanel').locator('td').nth(1)).toHaveText('1');
  await expect(demo.getByTestId('file-presets-assay').locator('td').nth(1)).toHaveText('2');
  await expect(demo.getByTestId('file-presets-mixpanel')).toContainText('only the first entry is tried (1)');
  await expect(demo.getByTestId('file-stickiness-days-2')).toContainText('2 days1');
  await expect(demo.getByTestId('file-cohort-times-1').locator('.bar-cell').first()).toHaveText('3');
  await expect(demo.getByTestId('file-sequence-did-both').locator('.bar-cell').first()).toHaveText('2');
  expect((await dataOf(demo, 'panel-file-entry-trend')).map((row) => row.slice(0, 3))).toEqual([
    ['5 Oct', '1', '1'],
    ['6 Oct', '1', '0'],
    ['7 Oct', '1', '1'],
  ]);
  expect((await dataOf(demo, 'panel-file-lifecycle')).length).toBeGreaterThan(0);
  for (const panel of ['file-lifecycle', 'file-metric', 'file-entry-trend']) {
    await expect(demo.getByTestId(`panel-${panel}`).locator('.stacked-plot .part, .trend-plot .line').first()).toBeAttached();
  }
});

test('tables and diagrams that are wider than their panel can be scrolled by keyboard', async ({ demo }) => {
  await demo.setViewportSize({ width: 360, height: 800 });
  await simulate(demo);
  for (const name of ['Shares of users who came back', 'Users per step by the rules of each product', 'What people did after App opened']) {
    const region = demo.getByRole('region', { name });
    await region.focus();
    // As often as somebody presses it; an answer that arrives meanwhile ends the movement, but takes neither place nor focus.
    await expect
      .poll(async () => {
        await demo.keyboard.press('ArrowRight');
        return region.evaluate((element) => element.scrollLeft);
      })
      .toBeGreaterThan(0);
  }
});
