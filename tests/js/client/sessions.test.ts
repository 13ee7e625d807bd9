import { describe, expect, it } from 'vitest';
import { open } from './open.js';

const MINUTE = 60_000;

async function sessionsOf(opened: Awaited<ReturnType<typeof open>>): Promise<number> {
  const { rows } = await opened.assay.query({ metric: { aggregate: 'sessions' } });
  return rows[0]?.values['sessions'] as number;
}

describe('a session', () => {
  it('lasts until 30 minutes pass without an event', async () => {
    const opened = await open();
    for (let i = 0; i < 5; i++) {
      opened.assay.track('viewed');
      opened.now += 30 * MINUTE;
    }
    expect(await sessionsOf(opened)).toBe(1);
    opened.assay.track('viewed');
    opened.now += 30 * MINUTE + 1;
    opened.assay.track('viewed');
    expect(await sessionsOf(opened)).toBe(2);
  });

  it('lasts as long as sessionTimeoutMs says', async () => {
    const opened = await open({ sessionTimeoutMs: 1000 });
    opened.assay.track('viewed');
    opened.now += 1001;
    opened.assay.track('viewed');
    expect(await sessionsOf(opened)).toBe(2);
  });

  it('ends when somebody else uses the page', async () => {
    const opened = await open({ context: { user: 'ada' } });
    opened.assay.track('viewed');
    opened.assay.setContext({ user: 'bob' });
    opened.assay.track('viewed');
    expect(await sessionsOf(opened)).toBe(2);
  });

  it('goes on when the user is identified, and when attributes change', async () => {
    const opened = await open();
    opened.assay.track('viewed');
    opened.assay.identify('ada');
    opened.assay.setContext({ plan: 'pro' });
    opened.assay.track('viewed');
    expect(await sessionsOf(opened)).toBe(1);
  });

  it('is neither begun nor prolonged by an event that is refused', async () => {
    const opened = await open();
    opened.assay.track('viewed');
    opened.now += 20 * MINUTE;
    opened.assay.track('');
    opened.now += 20 * MINUTE;
    opened.assay.track('viewed');
    expect(await sessionsOf(opened)).toBe(2);
  });

  it('survives a clock that goes back', async () => {
    const opened = await open();
    opened.assay.track('viewed');
    opened.now -= 24 * 60 * MINUTE;
    opened.assay.track('viewed');
    expect(await sessionsOf(opened)).toBe(1);
  });
});
