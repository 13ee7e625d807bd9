// Downloads packages of one Debian suite without touching the host: apt runs with a configuration, lists and status of its own, so no
// root is needed and nothing is installed. apt verifies the suite's signature; toolchain.lock.json pins what this repository was tested
// with on top of that.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { capture, Failure, find, run } from './process.mjs';

const mirrorHelp = `Set DEBIAN_MIRROR to the address of any Debian mirror (the folder that holds dists/ and pool/).`;

/** The address of a Debian mirror: DEBIAN_MIRROR, else the one this system's apt is configured with. Throws a Failure without either. */
export function debianMirror(aptFolder = '/etc/apt', env = process.env) {
  if (env.DEBIAN_MIRROR) return env.DEBIAN_MIRROR.replace(/\/+$/, '');
  const parts = join(aptFolder, 'sources.list.d');
  const names = [
    join(aptFolder, 'sources.list'),
    ...(existsSync(parts)
      ? readdirSync(parts)
          .sort()
          .map((name) => join(parts, name))
      : []),
  ];
  const addresses = names
    .filter((name) => existsSync(name) && /\.(list|sources)$/.test(name))
    .flatMap((name) => (name.endsWith('.list') ? listAddresses : stanzaAddresses)(readFileSync(name, 'utf8')));
  // .../debian, a dated snapshot of it, or a mirror list file; not debian-security, which holds updates only, and not another vendor's.
  const mirror = addresses.find((uri) => /(\/debian(\/\d{8}T\d{6}Z)?\/?|\/debian\.list)$/.test(uri));
  if (mirror === undefined) throw new Failure(`This system's apt knows no Debian mirror. ${mirrorHelp}`);
  return mirror.replace(/\/+$/, '');
}

// "deb [arch=amd64 signed-by=...] <uri> <suite> main"
function listAddresses(text) {
  return [...text.matchAll(/^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)/gm)].map((match) => match[1]);
}

// "Types: deb\nURIs: <uri> <uri>\n..." stanzas; a line of spaces, or an Enabled: no, are both possible
function stanzaAddresses(text) {
  const stanzas = text.split(/\n\s*\n/).filter((stanza) => /^Types:.*\bdeb\b/im.test(stanza) && !/^Enabled:\s*(no|false)/im.test(stanza));
  return stanzas.flatMap((stanza) => /^URIs:(.*(?:\n[ \t].*)*)/im.exec(stanza)?.[1].trim().split(/\s+/) ?? []);
}

function debianKeyring() {
  const usual = ['gpg', 'pgp'].map((type) => `/usr/share/keyrings/debian-archive-keyring.${type}`);
  const keyring = (process.env.DEBIAN_KEYRING ? [process.env.DEBIAN_KEYRING] : usual).find((name) => existsSync(name));
  if (keyring === undefined) {
    throw new Failure(
      'The keys that Debian signs its packages with are not on this system. Install them, as root:\n' +
        '  apt-get install debian-archive-keyring\nor set DEBIAN_KEYRING to the path of that keyring.',
    );
  }
  return keyring;
}

/**
 * One suite of Debian for amd64, its state under `folder`. Call `update` once, then `list`, then `download`.
 * Files are `{ name, package, version, size, sha256 }`.
 */
export class DebianSuite {
  #folder;
  #mirror;
  #suite;
  #env;

  constructor(folder, suite) {
    this.#folder = folder;
    this.#suite = suite;
    this.#mirror = debianMirror();
    this.#env = { ...process.env, APT_CONFIG: join(folder, 'apt.conf'), LC_ALL: 'C' };
    const keyring = debianKeyring();
    for (const part of ['etc/preferences.d', 'lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'status'), '');
    const source = (type) => `${type} [arch=amd64 signed-by=${keyring}] ${this.#mirror} ${suite} main\n`;
    writeFileSync(join(folder, 'etc/sources.list'), source('deb') + source('deb-src'));
    const own = [
      `Dir::Etc "${folder}/etc";`,
      `Dir::Etc::SourceList "${folder}/etc/sources.list";`,
      'Dir::Etc::SourceParts "/dev/null";',
      'Dir::Etc::Parts "/dev/null";',
      `Dir::State "${folder}";`,
      `Dir::State::Lists "${folder}/lists";`,
      `Dir::State::status "${folder}/status";`,
      `Dir::Cache "${folder}/cache";`,
      'APT::Architecture "amd64";',
      'APT::Architectures { "amd64"; };',
      'APT::Sandbox::User "root";',
      'Acquire::Languages "none";',
      // an index that cannot be fetched is an error, not a warning
      'APT::Update::Error-Mode "any";',
    ];
    // Parts is empty, so the host's proxy settings have to be carried over.
    const host = capture('apt-config', ['dump'])
      .stdout.split('\n')
      .filter((line) => /^Acquire::(http|https|ftp)::/.test(line));
    writeFileSync(join(folder, 'apt.conf'), [...own, ...host, ''].join('\n'));
  }

  async update() {
    await this.#apt(['update']);
  }

  /** What apt would fetch for these packages, and for the upstream archives of these source packages. */
  async list(packages, sources) {
    const binary = await this.#apt(['--print-uris', 'download', ...packages]);
    const source = await this.#apt(['--print-uris', '--download-only', '--tar-only', 'source', ...sources]);
    const files = [...`${binary}\n${source}`.matchAll(/^'[^']+' (\S+) (\d+) SHA256:([0-9a-f]{64})$/gm)].map(([, name, size, sha256]) => {
      const [, pack, version] = /^([^_]+)_(.+?)(?:_(?:amd64|all)\.deb|\.orig\.tar\.\w+)$/.exec(name);
      return { name, package: pack, version: decodeURIComponent(version), size: Number(size), sha256 };
    });
    if (files.length !== packages.length + sources.length) {
      const missing = [...packages, ...sources].filter((name) => !files.some((file) => file.package === name));
      throw new Failure(`${this.#suite} on ${this.#mirror} does not have: ${missing.join(' ')}`);
    }
    return files.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Fetches into `folder` what is not there yet with the right hash. What is left of an interrupted call is used. */
  async download(files, folder) {
    mkdirSync(folder, { recursive: true });
    const wanted = [];
    for (const file of files) {
      const path = join(folder, file.name);
      if (existsSync(path) && (await sha256(path)) === file.sha256) continue;
      rmSync(path, { force: true });
      wanted.push(file);
    }
    const names = (deb) => wanted.filter((file) => file.name.endsWith('.deb') === deb).map((file) => file.package);
    if (names(true).length > 0) await this.#apt(['download', ...names(true)], folder);
    if (names(false).length > 0) await this.#apt(['--download-only', '--tar-only', 'source', ...names(false)], folder);
    for (const file of wanted) {
      const found = await sha256(join(folder, file.name));
      if (found !== file.sha256)
        throw new Failure(`${file.name} was fetched with SHA-256 ${found}, but the suite's index says ${file.sha256}`);
    }
    return wanted.length;
  }

  async #apt(args, cwd = this.#folder) {
    try {
      return await run('apt-get', ['-q', ...args], { cwd, env: this.#env });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const reasons = error.message.split('\n').filter((line) => /^[EW]:/.test(line));
      throw new Failure(
        `Could not fetch from the Debian mirror ${this.#mirror} (suite ${this.#suite}):\n${(reasons.length > 0 ? reasons : [error.message]).slice(0, 6).join('\n')}\n` +
          `Check the network connection and apt's proxy settings, then run the command again: what is already here is kept.\n` +
          `Another mirror: ${mirrorHelp}`,
      );
    }
  }
}

/** True where this works: x86-64 Linux with apt and dpkg. */
export function canUseDebianPackages() {
  return process.platform === 'linux' && process.arch === 'x64' && find('apt-get') !== undefined && find('dpkg-deb') !== undefined;
}

export async function sha256(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Installs packages on the host itself, with its own apt; needs root. */
export async function installOnHost(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['-q', 'update'], { env });
  await run('apt-get', ['-q', 'install', '-y', '--no-install-recommends', ...packages], { env });
}
