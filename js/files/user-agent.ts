/** What a User-Agent header says about its sender, in families. It says what the sender wants to be taken for. */
export interface Client {
  /** `bot` is every automated client that says so: crawlers, feed readers, monitors, HTTP libraries. `other` is everything unknown. */
  readonly browser: Browser;
  readonly os: OperatingSystem;
}

export type Browser = 'Chrome' | 'Edge' | 'Firefox' | 'Internet Explorer' | 'Opera' | 'Safari' | 'Samsung Internet' | 'bot' | 'other';

export type OperatingSystem = 'Android' | 'ChromeOS' | 'iOS' | 'Linux' | 'macOS' | 'Windows' | 'other';

const BOT =
  /bot\b|bot[/_;]|crawl|spider|slurp|feed|\brss\b|archiver|monitor|scan|preview|facebookexternalhit|ezooms|^(?:curl|wget|python|java|ruby|perl|php|go-http|okhttp|axios|node|apache-httpclient|libwww|chef client|postman)/i;

/** First match wins: every browser also claims to be the ones below it. */
const BROWSERS: readonly (readonly [RegExp, Browser])[] = [
  [BOT, 'bot'],
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOPiOS\/|^Opera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bMSIE |\bTrident\//, 'Internet Explorer'],
  [/\bChrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bVersion\/[\d.]+ .*\bSafari\/|\b(?:iPhone|iPad|iPod|Macintosh)\b.*\bAppleWebKit\//, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, OperatingSystem])[] = [
  [/\bWindows\b/, 'Windows'],
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

const first = <T>(rules: readonly (readonly [RegExp, T])[], text: string): T | undefined => rules.find(([form]) => form.test(text))?.[1];

/** The families of a User-Agent header's sender. A bot has no system worth counting. */
export function parseUserAgent(userAgent: string): Client {
  const browser = first(BROWSERS, userAgent) ?? 'other';
  return { browser, os: browser === 'bot' ? 'other' : (first(SYSTEMS, userAgent) ?? 'other') };
}
