// The Chromium that browser tests run in.
import { readFileSync } from 'node:fs';
import { installOnHost } from './debian-packages.mjs';
import { capture, find, isExecutable, say } from './process.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const applications = ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome'];

/** The path of an installed Chrome or Chromium that starts, or undefined. CHROME_PATH comes first. */
export function findBrowser() {
  const candidates = [process.env.CHROME_PATH, ...names.map(find), ...applications.map((name) => `/Applications/${name}`)];
  // Ubuntu's chromium-browser is a script that only says "install the snap": what cannot say its version is no browser.
  return candidates.find((path) => path !== undefined && isExecutable(path) && /Chrom/.test(capture(path, ['--version']).stdout));
}

/** Installs Debian's chromium where that is possible, and says what to do where it is not. Returns its path or undefined. */
export async function installBrowser() {
  const debian = find('apt-get') !== undefined && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  if (!debian || process.getuid?.() !== 0) {
    const how = debian ? 'sudo apt-get install chromium' : 'install Google Chrome or Chromium';
    say(`set-up: no Chrome or Chromium found, so the browser tests cannot run. To have them: ${how}, or set CHROME_PATH.`);
    return undefined;
  }
  say("set-up: no Chrome or Chromium found; installing Debian's chromium with apt-get for the browser tests (about 100 MB) ...");
  await installOnHost(['chromium']);
  return findBrowser();
}
