import { type Fields, fieldsOf, listOf } from './fields.js';

/** Features by name and segments by id, the last of each when one is there twice. */
export interface State {
  readonly features: Map<string, Fields>;
  readonly segments: Map<string, Fields>;
  /** What was left out, and why. */
  readonly ignored: string[];
}

/** The state that an Unleash server describes: all of it (`features`, `segments`), or `events` of its delta API, applied in their order. */
export function stateOf(source: unknown): State {
  const state: State = { features: new Map(), segments: new Map(), ignored: [] };
  const fields = fieldsOf(source);
  if (fields === undefined) {
    state.ignored.push('state: must be an object');
    return state;
  }
  hydrate(state, fields);
  for (const [i, event] of listOf(fields['events']).entries()) {
    if (!apply(state, fieldsOf(event) ?? {})) state.ignored.push(`events[${i}]: not understood`);
  }
  return state;
}

function apply(state: State, event: Fields): boolean {
  switch (event['type']) {
    case 'hydration':
      state.features.clear();
      state.segments.clear();
      hydrate(state, event);
      return true;
    case 'feature-updated':
      return putFeature(state, event['feature']);
    case 'feature-removed':
      return state.features.delete(String(event['featureName'])) || typeof event['featureName'] === 'string';
    case 'segment-updated':
      return putSegment(state, event['segment']);
    case 'segment-removed':
      return state.segments.delete(String(event['segmentId'])) || event['segmentId'] !== undefined;
    default:
      return false;
  }
}

function hydrate(state: State, { features, segments }: Fields): void {
  for (const [i, feature] of listOf(features).entries()) {
    if (!putFeature(state, feature)) state.ignored.push(`features[${i}]: has no name`);
  }
  for (const [i, segment] of listOf(segments).entries()) {
    if (!putSegment(state, segment)) state.ignored.push(`segments[${i}]: has no id`);
  }
}

function putFeature({ features }: State, source: unknown): boolean {
  const feature = fieldsOf(source);
  const name = feature?.['name'];
  if (feature === undefined || typeof name !== 'string' || name === '') return false;
  features.set(name, feature);
  return true;
}

function putSegment({ segments }: State, source: unknown): boolean {
  const segment = fieldsOf(source);
  const id = segment?.['id'];
  if (segment === undefined || (typeof id !== 'number' && typeof id !== 'string')) return false;
  segments.set(String(id), segment);
  return true;
}
