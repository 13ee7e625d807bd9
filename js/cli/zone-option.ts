import { UsageError } from './usage.js';

export const ZONE_OPTION = { zone: { type: 'string', default: 'UTC' } } as const;

export const ZONE_HELP = `  --zone ZONE            the time zone of the calendar, such as Europe/Berlin; UTC when not given
`;

/** `--zone`: an IANA time zone. Errors: `UsageError`. */
export function zoneOption(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    throw new UsageError(`--zone ${zone}: no time zone, such as Europe/Berlin`);
  }
}
