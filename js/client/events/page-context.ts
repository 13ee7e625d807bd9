import { MAX_NAME_LENGTH } from '../../shared/check-event.js';
import type { EventOptions } from './event-options.js';
import type { Registered } from './visitor.js';

/** Shorter side of a touch screen below which it is a phone's, CSS px. */
const PHONE_BELOW = 600;
const SMALL_BELOW = 640;
const MEDIUM_BELOW = 1_024;

/**
 * What every event says of the application and the page. Calls `onChange` with it when the viewport's class changes.
 * @returns how to stop
 */
export function watchPageContext(options: EventOptions, onChange: (context: Registered) => void): () => void {
  let viewport = viewportOf();
  const tell = (): void => onChange(contextOf(options, viewport));
  tell();
  if (options.pageContext === false || globalThis.document === undefined) return () => undefined;
  const onResize = (): void => {
    const before = viewport;
    viewport = viewportOf();
    if (viewport !== before) tell();
  };
  globalThis.addEventListener('resize', onResize);
  return () => globalThis.removeEventListener('resize', onResize);
}

function contextOf({ app, pageContext }: EventOptions, viewport: string): Registered {
  const properties: Record<string, string> = {};
  if (app !== undefined) properties['$app'] = text(app.name);
  if (app?.version !== undefined) properties['$app_version'] = text(app.version);
  if (pageContext === false || globalThis.document === undefined) return properties;
  if (navigator.language) properties['$language'] = text(navigator.language);
  return { ...properties, $device: deviceOf(), $viewport: viewport };
}

const text = (value: unknown): string => String(value).slice(0, MAX_NAME_LENGTH).toWellFormed();

function deviceOf(): string {
  const { screen, matchMedia } = globalThis;
  if (!matchMedia('(pointer: coarse)').matches) return 'desktop';
  return Math.min(screen.width, screen.height) < PHONE_BELOW ? 'phone' : 'tablet';
}

function viewportOf(): string {
  const width = globalThis.innerWidth;
  return width < SMALL_BELOW ? 'small' : width < MEDIUM_BELOW ? 'medium' : 'large';
}
