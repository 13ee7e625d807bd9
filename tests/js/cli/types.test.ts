import { describe, expect, it } from 'vitest';
import { samplePlan } from '../client/sample-plan.js';
import { runCli } from './fake-io.js';

const files = {
  'plan.json': JSON.stringify(samplePlan),
  'broken.json': '{"format": 1, "events": {"a": {"properties": {"b": {"type": "text"}}}}}',
  'torn.json': '{"format": 1, "events": {',
};

describe('assay types of a tracking plan', () => {
  it('prints the declaration, or writes it', async () => {
    const declaration = expect.stringMatching(
      /^\/\*\* Events .*\nexport interface Events \{\n {2}readonly 'cart_opened': \{\n[\s\S]*\n\}\n$/,
    );
    expect(await runCli(['types', 'plan.json'], { files })).toMatchObject({ code: 0, stdout: declaration, stderr: '' });
    const written = await runCli(['types', 'plan.json', '-o', 'events.d.ts'], { files });
    expect([written.code, written.stdout, written.saved.get('events.d.ts')]).toEqual([0, '', declaration]);
  });

  it.each([
    ['broken.json', 'assay: broken.json: plan.events.a.properties.b.type: must be one of string, number, integer, boolean'],
    ['torn.json', 'assay: torn.json: datafile: not JSON'],
  ])('says what is wrong, writes nothing and fails: %s', async (path, message) => {
    const { code, stdout, stderr, saved } = await runCli(['types', path, '-o', 'out.d.ts'], { files });
    expect([code, stdout, saved.size]).toEqual([1, '', 0]);
    expect(stderr).toContain(message);
  });

  it('is explained by --help', async () => {
    expect((await runCli(['types', '--help'])).stdout).toContain('assay types PLAN');
  });
});
