import { beforeAll, describe, expect, it } from 'vitest';
import { toBase64Url } from '../../../js/sign/base64.js';
import { createPreviewLink, generateSigningKeys, type SigningKeys, signDatafile } from '../../../js/sign/index.js';
import { sign } from '../../../js/sign/signature.js';
import { open } from './open.js';
import { sampleDatafile } from './sample-datafile.js';

const PAGE = 'https://shop.example/cart?size=42#top';
/** What the tests' clock says. */
const NOW = Date.UTC(2024, 5, 1);

let keys: SigningKeys;
beforeAll(async () => {
  keys = await generateSigningKeys();
});

const openAt = (link: string, publicKey = keys.publicKey) =>
  open({ datafile: sampleDatafile, overrides: { preview: { keys: { main: publicKey } }, search: new URL(link).search } });

async function linkOf(payload: string): Promise<string> {
  const bytes = new TextEncoder().encode(payload);
  return `${PAGE}&assay_preview=${toBase64Url(bytes)}.${toBase64Url(await sign('preview', bytes, keys.privateKey))}`.replace('#top', '');
}

describe('a preview link', () => {
  it('shows the variants it names until it expires', async () => {
    const link = await createPreviewLink(PAGE, { banner: 'off', button: 'blue' }, NOW + 1, keys.privateKey);
    const { assay, errors } = await openAt(link);
    expect(assay.flag('banner', true)).toBe(false);
    expect(assay.details('button')).toMatchObject({ variant: 'blue', overridden: true });
    expect(errors).toEqual([]);
  });

  it('keeps the rest of the address, and replaces a preview that was there', async () => {
    const first = await createPreviewLink(PAGE, { banner: 'off' }, NOW + 1, keys.privateKey);
    const url = new URL(await createPreviewLink(first, { button: 'blue' }, NOW + 1, keys.privateKey));
    expect([url.origin, url.pathname, url.searchParams.get('size'), url.hash]).toEqual(['https://shop.example', '/cart', '42', '#top']);
    const { assay } = await openAt(url.href);
    expect(assay.overrides()).toEqual({ button: 'blue' });
  });

  it('takes names that are not ASCII or that objects inherit', async () => {
    const flags = JSON.parse('{"größe 🚚": "zoë", "__proto__": "x"}');
    const { assay } = await openAt(await createPreviewLink(PAGE, flags, NOW + 1, keys.privateKey));
    expect(Object.entries(assay.overrides())).toEqual(Object.entries(flags));
  });

  it("gives way to the address's own overrides", async () => {
    const link = await createPreviewLink(PAGE, { banner: 'off', button: 'blue' }, NOW + 1, keys.privateKey);
    const search = `${new URL(link).search}&assay_override=button:control`;
    const { assay } = await open({
      datafile: sampleDatafile,
      overrides: { url: true, preview: { keys: { main: keys.publicKey } }, search },
    });
    expect(assay.overrides()).toEqual({ banner: 'off', button: 'control' });
  });

  it('is not looked at without keys for it', async () => {
    const link = await createPreviewLink(PAGE, { banner: 'off' }, NOW + 1, keys.privateKey);
    const { assay, errors } = await open({ datafile: sampleDatafile, overrides: { url: true, search: new URL(link).search } });
    expect(assay.overrides()).toEqual({});
    expect(errors).toEqual([]);
  });

  const refused: readonly { readonly name: string; readonly make: () => Promise<string>; readonly message: string }[] = [
    { name: 'expires now', make: () => createPreviewLink(PAGE, { banner: 'off' }, NOW, keys.privateKey), message: 'expired' },
    { name: 'never says when', make: () => linkOf('{"flags":{"banner":"off"}}'), message: 'expired' },
    {
      name: 'is signed by somebody else',
      make: async () => createPreviewLink(PAGE, { banner: 'off' }, NOW + 1, (await generateSigningKeys()).privateKey),
      message: 'signed',
    },
    {
      name: 'was changed',
      make: async () => {
        const url = new URL(await createPreviewLink(PAGE, { banner: 'off' }, NOW + 1, keys.privateKey));
        const [, signature] = (url.searchParams.get('assay_preview') ?? '').split('.');
        const payload = toBase64Url(new TextEncoder().encode(JSON.stringify({ flags: { banner: 'on' }, exp: NOW + 1 })));
        url.searchParams.set('assay_preview', `${payload}.${signature}`);
        return url.href;
      },
      message: 'signed',
    },
    {
      name: 'carries the signature of a datafile',
      make: async () => {
        const payload = JSON.stringify({ flags: { banner: 'off' }, exp: NOW + 1 });
        const { signature } = JSON.parse(await signDatafile(payload, keys.privateKey, 'main')) as { readonly signature: string };
        return `${PAGE.replace('#top', '')}&assay_preview=${toBase64Url(new TextEncoder().encode(payload))}.${encodeURIComponent(signature)}`;
      },
      message: 'signed',
    },
    { name: 'has no signature', make: async () => `${PAGE}&assay_preview=e30`.replace('#top', ''), message: 'signed' },
    { name: 'is empty', make: async () => `${PAGE}&assay_preview=`.replace('#top', ''), message: 'signed' },
    { name: 'is no base64', make: async () => `${PAGE}&assay_preview=%3F.%3F`.replace('#top', ''), message: 'read' },
    { name: 'holds no JSON', make: () => linkOf('hello'), message: 'read' },
    { name: 'holds no flags', make: () => linkOf(`{"exp":${NOW + 1}}`), message: 'read' },
    { name: 'is too long', make: async () => `${PAGE}&assay_preview=${'A'.repeat(20_000)}`.replace('#top', ''), message: 'long' },
  ];
  for (const { name, make, message } of refused) {
    it(`is ignored and reported when it ${name}`, async () => {
      const { assay, errors } = await openAt(await make());
      expect(assay.overrides()).toEqual({});
      expect(errors).toEqual([expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) })]);
      expect(assay.flag('banner', false)).toBe(true);
    });
  }

  it('passes over variants that are no texts', async () => {
    const { assay, errors } = await openAt(await linkOf(`{"flags":{"banner":1,"button":"blue"},"exp":${NOW + 1}}`));
    expect(assay.overrides()).toEqual({ button: 'blue' });
    expect(errors).toEqual([]);
  });
});
