import { describe, expect, it } from 'vitest';
import type { PowerPlan } from '../../../js/cli/power/plan.js';
import { seededRandom } from '../files/seeded-random.js';
import { runCli } from './fake-io.js';

async function plan(line: string): Promise<PowerPlan> {
  const { code, stdout, stderr } = await runCli(['power', ...line.split(' '), '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as PowerPlan;
}

describe('assay power', () => {
  it.each([
    ['R’s power.prop.test(p1 = .1, p2 = .11, power = .8): 14750.79', '--baseline 10% --lift 10%', 14_751],
    ['the same, as the treatment’s rate', '--baseline 0.1 --to 11%', 14_751],
    ['the same, as a difference', '--baseline 10% --difference 0.01', 14_751],
    ['R’s power.prop.test(p1 = .5, p2 = .75, power = .9): 76.71', '--baseline 50% --to 75% --power 90%', 77],
    ['R’s power.t.test(delta = .5, sd = 1, power = .8): 63.77', '--sd 1 --difference 0.5', 64],
    [
      'Udacity’s gross conversion, by the control’s variance: 25,839 to 0.1 %',
      '--baseline 20.625% --difference 1% --variance control',
      25_839,
    ],
  ])('finds the users of %s', async (_, line, users) => {
    const { usersPerArm, solvedFor } = await plan(line);
    expect(solvedFor).toBe('users');
    expect(Math.abs(usersPerArm / users - 1)).toBeLessThan(users > 20_000 ? 1e-3 : 1e-9);
  });

  it.each([
    '--baseline 10% --lift 5%',
    '--baseline 99% --lift=-1%',
    '--baseline 1% --lift 20% --one-sided',
    '--sd 3 --mean 10 --lift 2%',
    '--sd 1 --difference 0.05 --margin 0.02',
    '--baseline 10% --lift 5% --method obf',
    '--baseline 10% --lift 5% --method pocock --looks 3 --arms 3',
  ])('gives back the power that it was asked for: %s', async (line) => {
    const { usersPerArm } = await plan(line);
    const back = await plan(`${line} --users ${usersPerArm}`);
    expect(back.solvedFor).toBe('power');
    expect(Math.abs(back.power - 0.8)).toBeLessThan(0.002);
  });

  it.each(['--baseline 10%', '--sd 5 --mean 20', '--baseline 10% --method sequential', '--sd 1 --method obf --looks 4'])(
    'finds the least effect whose sample is the one given: %s',
    async (line) => {
      const { effect } = await plan(`${line} --users 20000`);
      const { usersPerArm } = await plan(`${line} --difference ${effect}`);
      expect(Math.abs(usersPerArm / 20_000 - 1)).toBeLessThan(1e-3);
    },
  );

  it('shows gsDesign’s bounds of four looks, and what looking costs', async () => {
    const { stopping, inflation } = await plan('--sd 1 --difference 0.1 --method obf --looks 4');
    // Lan and DeMets with O'Brien and Fleming's spending: 4.333, 2.963, 2.359, 2.014.
    for (const [i, z] of [4.333, 2.963, 2.359, 2.014].entries()) expect(stopping?.looks[i]?.z).toBeCloseTo(z, 3);
    expect(inflation).toBeGreaterThan(1.01);
    expect(inflation).toBeLessThan(1.03);
  });

  it.each(['obf', 'pocock', 'sequential'])('stops as often and as early as simulated experiments do: %s', async (method) => {
    const { stopping } = await plan(`--sd 1 --difference 0.1 --method ${method} --looks 5`);
    const random = seededRandom(7);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const runs = 40_000;
    let stops = 0;
    for (let run = 0; run < runs; run++) {
      let sum = 0;
      for (let look = 1; look <= 5; look++) {
        sum += normal();
        if (Math.abs(sum / Math.sqrt(look)) < (stopping?.looks[look - 1]?.z ?? Number.POSITIVE_INFINITY)) continue;
        stops++;
        break;
      }
    }
    const expected = (stopping?.looks ?? []).reduce((all, { stopsWithoutEffect }) => all + stopsWithoutEffect, 0);
    expect(Math.abs(stops / runs - expected)).toBeLessThan(4 * Math.sqrt(expected / runs));
  });

  it('counts days of all arms, and shares alpha between the comparisons', async () => {
    const two = await plan('--baseline 10% --lift 10% --users-per-day 1000');
    expect([two.users, two.days]).toEqual([29_502, 30]);
    const three = await plan('--baseline 10% --lift 10% --arms 3');
    expect([three.alpha, three.users]).toEqual([0.025, 3 * three.usersPerArm]);
    expect(three.usersPerArm).toBeGreaterThan(two.usersPerArm);
  });

  it('prints a table for people', async () => {
    const { stdout } = await runCli(['power', '--baseline', '10%', '--lift', '5%', '--method', 'obf', '--looks', '2']);
    expect(stdout).toContain('to show 10 % to 10.5 %: +0.5 points (+5 % relative) with 80 % power');
    expect(stdout).toMatch(/look {2}users per arm/);
  });

  it.each([
    ['--baseline 10 --lift 5%', '--baseline 10: more than 0 and less than 1 (100%) expected; 10% is meant?'],
    ['--baseline 10%', '--lift, --to or --difference'],
    ['--baseline 10% --lift 0', 'no effect'],
    ['--baseline 60% --lift 90%', 'the treatment’s rate would be 114 %'],
    ['--baseline 10% --lift x', '--lift x: a number such as'],
    ['--baseline 10% --lift 5% --to 11%', '--lift and --to say the same'],
    ['--lift 5%', '--baseline is missing'],
    ['--sd 1 --variance pooled', '--variance is for rates'],
    ['--sd 1 --lift 5%', '--lift needs --mean'],
    ['--sd 0 --difference 1', '--sd 0: a number above 0'],
    ['--baseline 10% --sd 1 --lift 1%', 'give one kind'],
    ['--baseline 10% --lift 5% --looks 3', '--method fixed has one look'],
    ['--baseline 10% --lift 5% --method sequential --one-sided', 'two-sided'],
    ['--baseline 10% --lift 5% --method daily', 'one of fixed, sequential, obf, pocock'],
    ['--baseline 10% --margin 1% --difference=-2%', 'worse than the margin'],
    ['--baseline 10% --lift 5% --arms 1', '--arms 1: a whole number from 2'],
    ['--baseline 10% --lift 5% file.csv', 'only options expected'],
  ])('says what is wrong with %s', async (line, message) => {
    const { code, stdout, stderr } = await runCli(['power', ...line.split(' ')]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
