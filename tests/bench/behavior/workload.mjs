// The behaviour workload: events of a collaboration product over 30 days, ascending in time, with a four-step funnel hidden among sixteen
// other events. Deterministic: the published answers (answers.mjs) belong to exactly these events.

export const EVENTS = [
  'signup_viewed',
  'signup_submitted',
  'project_created',
  'invite_sent',
  'page_view',
  'click',
  'search',
  'open_doc',
  'save_doc',
  'share',
  'export',
  'comment',
  'upload',
  'download',
  'login',
  'logout',
  'error',
  'settings_open',
  'help_open',
  'notification',
];
export const ROLES = ['admin', 'editor', 'viewer', 'guest', 'owner'];
export const COMPANY_SIZES = ['1-10', '11-50', '51-250', '250+'];
export const BROWSERS = ['chrome', 'safari', 'firefox', 'edge', 'samsung', 'other'];
export const COUNTRIES = 'US DE FR GB ES IT NL SE PL BR MX IN CN JP KR AU CA ZA NG AR'.split(' ');

/** The funnel's steps, and the time within which they count. */
export const STEPS = EVENTS.slice(0, 4);
export const WINDOW_MS = 7 * 86_400_000;

// How often each of the other events occurs, relative to each other.
const WEIGHTS = [28, 18, 9, 8, 7, 3, 2, 4, 2, 2, 6, 4, 2, 2, 1, 2];
const FIRST_OTHER = STEPS.length;
const START_MS = Date.UTC(2026, 0, 1);
const SPAN_MS = 30 * 86_400_000;
const SEED = 42;

/**
 * `count` events of about `count / 20` users, column by column; the texts are indexes into the lists above. Draws are made in a fixed order
 * per event, so a change of the order changes every answer.
 */
export function generateEvents(count) {
  const users = Math.max(1, Math.round(count / 20));
  const events = {
    count,
    users,
    times: new Float64Array(count),
    user: new Uint32Array(count),
    event: new Uint8Array(count),
    durationMs: new Float64Array(count),
    role: new Uint8Array(count),
    companySize: new Uint8Array(count),
    browser: new Uint8Array(count),
    country: new Uint8Array(count),
  };
  const random = mulberry32(SEED);
  // cumulative[k]: the weights of events 0..k together.
  const cumulative = WEIGHTS.map((_, k) => WEIGHTS.slice(0, k + 1).reduce((sum, weight) => sum + weight, 0));
  const total = cumulative.at(-1);
  const nextStep = new Uint8Array(users);
  for (let i = 0; i < count; i += 1) {
    events.times[i] = START_MS + Math.floor(((i + random()) * SPAN_MS) / count);
    const user = Math.min(users - 1, Math.floor(users * random() ** 1.4)); // some users do far more than others
    events.user[i] = user;
    if (random() < 0.3) {
      events.event[i] = nextStep[user];
      if (random() < 0.6) nextStep[user] = (nextStep[user] + 1) % STEPS.length;
    } else {
      const drawn = random() * total;
      events.event[i] = FIRST_OTHER + cumulative.findIndex((sum) => drawn < sum);
    }
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    events.durationMs[i] = Math.round(Math.exp(5 + 0.05 * events.event[i] + 0.9 * normal) * 1000) / 1000;
    const traits = mix(user + 1);
    events.role[i] = traits % ROLES.length;
    events.companySize[i] = (traits >>> 4) % COMPANY_SIZES.length;
    events.browser[i] = random() < 0.02 ? Math.floor(random() * BROWSERS.length) : (traits >>> 8) % BROWSERS.length;
    events.country[i] = random() < 0.03 ? Math.floor(random() * COUNTRIES.length) : (traits >>> 12) % COUNTRIES.length;
  }
  return events;
}

/** Event `i` as an application would record it. */
export const nameOf = (events, i) => EVENTS[events.event[i]];
export const userOf = (events, i) => `user-${events.user[i]}`;
export const propsOf = (events, i) => ({
  role: ROLES[events.role[i]],
  company_size: COMPANY_SIZES[events.companySize[i]],
  browser: BROWSERS[events.browser[i]],
  country: COUNTRIES[events.country[i]],
  duration_ms: events.durationMs[i],
});

// T. Ettinger, mulberry32: 32 bits of state, uniform over [0, 1).
function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

// A user's fixed traits are the bits of this.
function mix(value) {
  let word = value;
  for (let round = 0; round < 2; round += 1) word = Math.imul(word ^ (word >>> 16), 0x45d9f3b);
  return (word ^ (word >>> 16)) >>> 0;
}
