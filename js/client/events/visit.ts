/** What of a visit outlives the page or comes from it. A download of its own. */
import type { PlanChecker } from '../plan/plan-checker.js';
import { Sessions } from '../sessions.js';
import type { EventOptions } from './event-options.js';
import { GuardedItems } from './guarded-items.js';
import { keptVisitor } from './kept-visitor.js';
import { watchPageContext } from './page-context.js';
import { SharedSessions } from './shared-sessions.js';
import { type Registered, Visitor, type VisitorState } from './visitor.js';

export interface Visit {
  readonly visitor: Visitor;
  readonly plan: PlanChecker | undefined;
  /**
   * @param user whose events they are, now
   * @param onBegin is told of every session that begins, when `$session_start` is asked for
   */
  sessions(user: () => string, onBegin: (session: string, time: number, campaign: Registered) => void): Sessions;
  stop(): void;
}

export type VisitParameters = readonly [
  /** Who the visitor is when nothing is kept. */
  fresh: VisitorState,
  timeoutMs: number,
  randomId: () => string,
  report: (error: unknown) => void,
];

/** @throws AssayError for a plan that is malformed, or whatever the promise of one rejects with */
export async function openVisit(options: EventOptions, ...[fresh, timeoutMs, randomId, report]: VisitParameters): Promise<Visit> {
  const { plan, keep, sessions: rules } = options;
  const checker = plan === undefined ? undefined : await import('../plan/plan-checker.js');
  const source = await plan;
  const items = new GuardedItems(keep, report);
  const kept = keptVisitor(items, fresh);
  const visitor = new Visitor(kept.state, {}, keep && kept.keep);
  return {
    visitor,
    plan: checker && new checker.PlanChecker(source, options.allowPii ?? false, report),
    sessions: (user, onBegin) =>
      keep === undefined && rules === undefined
        ? new Sessions(timeoutMs, randomId)
        : new SharedSessions(
            timeoutMs,
            randomId,
            items,
            rules ?? {},
            user,
            visitor.state.anonymous,
            rules?.startEvent ? onBegin : () => {},
          ),
    stop: watchPageContext(options, (context) => visitor.setContext(context)),
  };
}
