import type { Datafile } from 'assay/compile';
import { describe, expect, it } from 'vitest';
import { countsByEvent, open } from './open.js';

/** What a person gets before and after logging in is a matter of the split's unit: the rule that the tests below pin down. */
function datafile(unit: string | readonly string[]): Datafile {
  const variants = { a: 'a', b: 'b', c: 'c', d: 'd' };
  const weights = { a: 1, b: 1, c: 1, d: 1 };
  const split = { experiment: 'checkout', unit, weights } as never;
  return { flags: { checkout: { type: 'string', variants, default: 'a', rules: [{ split }] } } };
}

const people = Array.from({ length: 40 }, (_, i) => ({ device: `device-${i}`, anonymous: `anonymous-${i}`, user: `user-${i}` }));

/** How many of the people got another variant by logging in, and how many exposures they are counted with. */
async function logIn(unit: string | readonly string[], withDevice: boolean): Promise<{ moved: number; exposures: number }> {
  let moved = 0;
  let exposures = 0;
  for (const { device, anonymous, user } of people) {
    const attributes = withDevice ? { device } : {};
    const { assay } = await open({ datafile: datafile(unit), context: { ...attributes, user: anonymous }, engine: 'inline' });
    const before = assay.variant('checkout');
    assay.identify(user);
    if (assay.variant('checkout') !== before) moved++;
    exposures += (await countsByEvent(assay))['$exposure'] ?? 0;
  }
  return { moved, exposures };
}

describe('logging in half-way', () => {
  it("keeps everybody's variant when the unit is ['device', 'user'] and there is a device, and is one exposure", async () => {
    expect(await logIn(['device', 'user'], true)).toEqual({ moved: 0, exposures: 40 });
  });

  it("keeps everybody's variant when the unit is 'device'", async () => {
    expect(await logIn('device', true)).toEqual({ moved: 0, exposures: 40 });
  });

  it("moves people when the unit is 'user', who are then exposed as somebody else", async () => {
    const { moved, exposures } = await logIn('user', true);
    expect(moved).toBeGreaterThan(15);
    expect(exposures).toBe(80);
  });

  it("is the user's matter again when the unit is ['device', 'user'] and there is no device", async () => {
    const { moved } = await logIn(['device', 'user'], false);
    expect(moved).toBeGreaterThan(15);
  });

  it('keeps the attributes of the context, so the device need not be named again', async () => {
    const { assay } = await open({ datafile: datafile(['device', 'user']), context: { device: 'd-1' } });
    const before = assay.variant('checkout');
    assay.identify('ada');
    assay.setContext({ device: 'd-1', plan: 'pro' });
    expect(assay.variant('checkout')).toBe(before);
    expect(assay.user).toBe('ada');
  });

  it("gives one user the same variant on two devices only when the unit is 'user'", async () => {
    const on = async (device: string, unit: string | readonly string[]) => {
      const { assay } = await open({ datafile: datafile(unit), context: { device, user: 'ada' } });
      return assay.variant('checkout');
    };
    const devices = people.map(({ device }) => device);
    expect(new Set(await Promise.all(devices.map((device) => on(device, 'user')))).size).toBe(1);
    expect(new Set(await Promise.all(devices.map((device) => on(device, ['device', 'user'])))).size).toBe(4);
  });
});
