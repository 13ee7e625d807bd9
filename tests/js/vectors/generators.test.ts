import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { repositoryPath } from './vector-files.js';

const folder = repositoryPath('tests/vectors/generate');
const scripts = readdirSync(folder).filter((name) => name !== 'write-vectors.mjs');

describe('the committed vectors are what their generators make', () => {
  it('of which there is one per file', () => {
    expect(scripts.sort()).toEqual(['bucketing.mjs', 'flags.mjs', 'queries.mjs']);
  });

  it.each(scripts)('%s', (script) => {
    const { status, stderr } = spawnSync(process.execPath, [`${folder}/${script}`, '--check'], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
