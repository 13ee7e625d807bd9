import { checkContext } from '../check-context.js';
import type { Recorder } from '../recorder.js';
import type { Sessions } from '../sessions.js';
import type { Visitor } from './visitor.js';

/** What the calls about who uses the page need of it. */
export interface Identity {
  readonly visitor: Visitor;
  readonly recorder: Recorder;
  readonly sessions: Sessions;
  readonly report: (error: unknown) => void;
}

/** An id as events and contexts have it, or `''` for what is none, which is reported. */
const idOf = (user: unknown, report: (error: unknown) => void): string => checkContext({ user }, report, '').user;

/** @returns the user from now on; `previous` when `user` is none */
export function identify({ visitor, recorder, sessions, report }: Identity, user: unknown, traits: unknown, previous: string): string {
  const next = idOf(user, report);
  if (next === '') return previous;
  const { anonymous, linked = false } = visitor.state;
  const isOther = next !== previous;
  // Only an id of our own making is nobody's yet: two people who log in one after the other must not become one.
  const isLink = isOther && previous === anonymous && !linked;
  if (isOther && previous !== anonymous) sessions.end();
  const link = { anonymous_id: isLink ? previous : undefined };
  const isTold =
    (isOther || traits !== undefined) && recorder.trackOwn('$identify', () => ({ ...(traits as object | undefined), ...link }), next);
  // Traits that cannot be recorded do not cost the link.
  const isLinked = isLink && (isTold || recorder.trackOwn('$identify', () => link, next));
  visitor.identify(next, linked || isLinked);
  return next;
}

export function alias({ visitor, recorder, report }: Identity, user: unknown, previous: unknown): void {
  const [next, old] = [idOf(user, report), idOf(previous, report)];
  if (next === '' || old === '' || next === old) return;
  visitor.alias(JSON.stringify([next, old]), () => recorder.trackOwn('$alias', () => ({ anonymous_id: old }), next));
}
