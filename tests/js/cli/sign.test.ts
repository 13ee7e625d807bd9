import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeIo } from '../../../js/cli/node-io.js';
import { openEnvelope } from '../../../js/client/datafile/open-envelope.js';
import { compileDatafile } from '../../../js/compile/compile-datafile.js';
import { generateSigningKeys } from '../../../js/sign/index.js';
import { runCli } from './fake-io.js';

const flag = { type: 'string', variants: { a: 'grå 🚚' }, default: 'a' } as const;
const json = JSON.stringify({ revision: 3, flags: { flag } });
const { bytes } = compileDatafile(json);
const { publicKey, privateKey } = await generateSigningKeys();
const files = {
  'flags.json': json,
  'flags.assay': bytes,
  'bad.json': JSON.stringify({ flags: { flag: { ...flag, default: 'b' } } }),
  'none.txt': 'user\n',
  'damaged.assay': bytes.subarray(0, bytes.length / 2),
  'key.json': JSON.stringify({ id: 'main', publicKey, privateKey }),
  'nameless.json': JSON.stringify({ publicKey, privateKey }),
  'key.b64': `${privateKey}\n`,
  'public.json': JSON.stringify({ id: 'main', publicKey }),
  'no-key': 'hunter2',
  'large.json': JSON.stringify({
    flags: { flag: { ...flag, variants: Object.fromEntries([...'abcd'].map((name) => [name, name.repeat(900_000)])) } },
  }),
};
const sign = (...args: string[]) => runCli(['sign', ...args], { files, core: true, clock: () => Date.UTC(2026, 10, 27, 23) });
const opened = (text: unknown, keys: Readonly<Record<string, string>> = { main: publicKey }) => openEnvelope(text as string, { keys });

describe('assay sign', () => {
  it.each([
    ['JSON, whose text is what is signed', 'flags.json', json],
    ['compiled bytes', 'flags.assay', bytes],
  ])('signs %s', async (_, path, datafile) => {
    const { code, stdout, stderr, saved } = await sign(path, '--key', 'key.json', '-o', 'out');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^out: [\d,]+ bytes, signed with key main\n$/);
    expect((await opened(saved.get('out'))).datafile).toEqual(datafile);
  });

  it('prints the datafile without -o', async () => {
    const { code, stdout, saved } = await sign('flags.json', '--key', 'key.json');
    expect([code, saved.size]).toEqual([0, 0]);
    expect((await opened(stdout)).datafile).toBe(json);
  });

  it('takes a key alone, as base64 or PEM, under the name that --id gives', async () => {
    const pem = generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'der' },
    });
    for (const [key, own] of [
      ['key.b64', publicKey],
      ['key.pem', pem.publicKey.subarray(-32).toString('base64')],
    ] as const) {
      const args = ['sign', 'flags.json', '--key', key, '--id', 'næste'];
      const { code, stdout, stderr } = await runCli(args, { files: { ...files, 'key.pem': pem.privateKey }, core: true });
      expect([code, stderr]).toEqual([0, '']);
      expect((await opened(stdout, { næste: own })).datafile).toBe(json);
    }
  });

  it.each([
    [['flags.json', '--key', 'key.b64'], 2, '--id is missing: the key file holds no name'],
    [['flags.json', '--key', 'nameless.json'], 2, '--id is missing: the key file holds no name'],
    [['flags.json', '--key', 'absent.json'], 1, 'absent.json: there is no such file'],
    [['flags.json', '--key', 'public.json'], 1, 'public.json: holds no "privateKey"'],
    [['flags.json', '--key', 'no-key', '--id', 'main'], 1, 'no-key: no private key of Ed25519 in PKCS #8'],
    [['bad.json', '--key', 'key.json'], 1, 'flags.flag.default: must name a variant: a'],
    [['none.txt', '--key', 'key.json'], 1, 'none.txt: '],
    [['damaged.assay', '--key', 'key.json'], 1, 'damaged.assay: '],
    [['large.json', '--key', 'key.json'], 1, 'large.json: signed it is longer than 4 Mi characters'],
  ])('writes nothing, nor what is in a key file, for %j', async (args, expected, message) => {
    const { code, stdout, stderr, saved } = await sign(...args, '-o', 'out');
    expect([code, stdout, saved.size]).toEqual([expected, '', 0]);
    expect(stderr).toContain(message);
    for (const secret of [privateKey, 'hunter2']) expect(stderr).not.toContain(secret);
  });

  it('makes a pair of keys, of which only the public one is printed, and what it signs with is taken', async () => {
    const made = await sign('--new-key', '-o', 'new.json');
    expect([made.code, made.stderr]).toEqual([0, '']);
    const key = JSON.parse(made.saved.get('new.json') as string);
    expect(key).toMatchObject({ id: '2026-11-27', publicKey: expect.any(String), privateKey: expect.any(String) });
    expect(made.stdout).toContain(`verify: { keys: { "2026-11-27": "${key.publicKey}" } }`);
    expect(made.stdout).not.toContain(key.privateKey);
    const args = ['sign', 'flags.json', '--key', 'new.json'];
    const { stdout } = await runCli(args, { files: { ...files, 'new.json': JSON.stringify(key) }, core: true });
    expect((await opened(stdout, { '2026-11-27': key.publicKey })).datafile).toBe(json);
    expect(JSON.parse((await sign('--new-key', '-o', 'x', '--id', 'main')).saved.get('x') as string).id).toBe('main');
  });

  it('replaces no file by a new key', async () => {
    const { code, stderr, saved } = await sign('--new-key', '-o', 'key.json');
    expect([code, saved.size]).toEqual([1, 0]);
    expect(stderr).toContain('key.json: there is such a file already');
  });
});

describe('a file for a secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-secret-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('can be read by its owner alone, and is never replaced', async () => {
    const path = join(folder, 'key.json');
    await nodeIo('1.2.3').saveSecret(path, 'first');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(nodeIo('1.2.3').saveSecret(path, 'second')).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
    expect(readFileSync(path, 'utf8')).toBe('first');
    await expect(nodeIo('1.2.3').saveSecret(join(folder, 'no/key'), 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
