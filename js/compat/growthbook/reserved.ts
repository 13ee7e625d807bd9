// The attributes that growthbookContext() makes of what is no attribute in GrowthBook. No path can name them, as they hold a dot.

export const RESERVED = '$gb.';
/** Variations that the page's query string asks for, by experiment key: whole numbers, not negative. */
export const QUERY = `${RESERVED}query`;
/** Variations that are forced, by experiment key. */
export const FORCED = `${RESERVED}forced`;
/** Sticky buckets: by attribute, the variation keys by experiment key and version. Absent: none are kept. */
export const STICKY = `${RESERVED}sticky`;
/** `true`: nobody is put into an experiment but by force. */
export const QA = `${RESERVED}qa`;
/** `true`: no experiment runs. */
export const DISABLED = `${RESERVED}disabled`;
/** The page's address, see url.ts. */
export const URL_PARTS = `${RESERVED}url`;

/** The key of the flag that an inline experiment becomes. */
export const experimentFlag = (key: string): string => `experiment:${key}`;
