import { describe, expect, it } from 'vitest';
import { debianMirror } from '../../../scripts/debian-packages.mjs';
import { planted } from '../lint/planted.js';

const cases: readonly { name: string; files: Record<string, string>; mirror: string }[] = [
  {
    name: 'a one-line source, its options passed over',
    files: {
      'sources.list':
        '# deb http://a.example/debian bookworm main\ndeb [arch=amd64 signed-by=/k.gpg] http://b.example/debian/ bookworm main\n',
    },
    mirror: 'http://b.example/debian',
  },
  {
    name: 'a stanza, not the security updates beside it',
    files: {
      'sources.list.d/debian.sources':
        'Types: deb\nURIs: http://a.example/debian-security\nSuites: bookworm-security\n\nTypes: deb deb-src\n# a snapshot\nURIs: http://a.example/debian\nSuites: bookworm\n',
    },
    mirror: 'http://a.example/debian',
  },
  {
    name: 'a dated snapshot',
    files: { 'sources.list': 'deb http://a.example/archive/debian/20250520T000000Z bookworm main\n' },
    mirror: 'http://a.example/archive/debian/20250520T000000Z',
  },
  {
    name: 'a list of mirrors',
    files: { 'sources.list.d/debian.sources': 'Types: deb\nURIs: mirror+file:///etc/apt/mirrors/debian.list\nSuites: trixie\n' },
    mirror: 'mirror+file:///etc/apt/mirrors/debian.list',
  },
];

describe('the Debian mirror of this system', () => {
  it.each(cases)('is found in $name', ({ files, mirror }) => {
    expect(planted(files, (folder) => debianMirror(folder, {}))).toBe(mirror);
  });

  it('is DEBIAN_MIRROR where that is set', () => {
    expect(
      planted({ 'sources.list': 'deb http://a.example/debian x main\n' }, (folder) =>
        debianMirror(folder, { DEBIAN_MIRROR: 'http://c.example/debian/' }),
      ),
    ).toBe('http://c.example/debian');
  });

  it.each([
    ['another vendor', 'deb http://a.example/ubuntu noble main\ndeb https://b.example/apt stable main\n'],
    ['nothing', ''],
    ['a disabled source', 'deb-src http://a.example/debian bookworm main\n'],
  ])('is an error that says what to set, when apt knows %s', (_, text) => {
    expect(() => planted({ 'sources.list': text }, (folder) => debianMirror(folder, {}))).toThrow('Set DEBIAN_MIRROR');
  });
});
