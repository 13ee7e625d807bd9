import { it } from 'vitest';
import { runCli } from '../cli/fake-io.js';
it('x', async () => {
  const datafile = {
    layers: { l: {} }, holdouts: { h: { share: 0.05 } },
    segments: { staff: { ids: ['u-1', 17], when: { email: { ends_with: '@example.com', ignore_case: true } } } },
    flags: {
      checkout: { type: 'boolean', variants: { on: true, off: false }, default: 'off', rules: [{ when: { country: { in: ['DE', 'FR'] } }, serve: 'on' }] },
      f: { type: 'string', variants: { control: 'grey', blue: '#06c' }, default: 'control', holdout: 'h', forced: { blue: ['qa-1', 5] },
        prerequisites: [{ flag: 'checkout', variants: ['on'] }],
        rules: [
          { id: 'staff', when: { $segment: 'staff' }, serve: 'blue' },
          { id: 'beta', when: { $or: [{ beta: true }, { app: { semver_gte: '2.0.0' } }], tags: { any: { starts_with: 'x' } }, email: { matches: '^[a-z]+(foo|bar)*@x\\.com$' }, ip: { in_cidr: ['10.0.0.0/8', '2001:db8::/32'] } }, serve: 'blue' },
          { id: 'later', from: '2026-11-27T08:00:00Z', serve: 'blue' },
          { id: 'test', when: { age: { gte: 18 } }, split: { experiment: 'colour', weights: { control: 1, blue: 1 }, coverage: 0.9, layer: 'l', range: [0, 0.95], sticky: true } },
          { id: 'rest', serve: 'control' },
        ] } } };
  for (const c of [['user=ada','country=DE','age=20','beta=false','app=1.2.0'],['user=ada','country=NO'],['country=DE','user=u-1']]) {
    const r = await runCli(['explain','--datafile','d','--flag','f',...c.flatMap((x)=>['--context',x]),'--now','2026-11-01'], { files: { d: JSON.stringify(datafile) }, core: true });
    console.log(r.stderr + r.stdout);
  }
});
