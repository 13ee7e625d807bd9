import type { PiiClass, TrackingPlan } from '../../shared/plan.js';

/** Where a few short texts outlive the page: `localStorage`, `sessionStorage`, or anything that does the same. What it throws is reported, once. */
export interface KeptItems {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** What ends a session beside a pause, and another user. */
export interface SessionOptions {
  /** Midnight in the device's time zone. @defaultValue false */
  readonly midnight?: boolean;
  /** A page that is opened from another site, or with `utm_*` parameters, other than those that the session began with. @defaultValue false */
  readonly campaign?: boolean;
  /** Records `$session_start` before a session's first event, with `utm_*` parameters and `$referrer` (a host) where there are any. @defaultValue false */
  readonly startEvent?: boolean;
  /** The query of the page's address. @defaultValue `location.search` */
  readonly search?: string;
  /** The address of the page before. @defaultValue `document.referrer` */
  readonly referrer?: string;
}

/** Options about events. */
export interface EventOptions {
  /**
   * What events there are and what they may hold: JSON text, or the parsed object, such as a `TrackingPlan`; or a promise of one. A plan that is
   * malformed rejects `createAssay`. @defaultValue anything goes
   */
  readonly plan?: TrackingPlan | object | string | PromiseLike<TrackingPlan | object | string>;
  /** Which values that the plan calls `personal` or `sensitive` are recorded; `true`: both. @defaultValue neither: they are dropped and counted */
  readonly allowPii?: boolean | readonly PiiClass[];
  /**
   * Keeps who the visitor is, what is registered and the session, in this origin's storage of that name or one of your own; tabs that share it
   * share their session. @defaultValue nothing is kept: after a reload the visitor is somebody new
   */
  readonly keep?: 'localStorage' | 'sessionStorage' | KeptItems;
  /** @defaultValue sessions end by a pause alone */
  readonly sessions?: SessionOptions;
  /** The application, recorded with every event as `$app` and `$app_version`. @defaultValue neither */
  readonly app?: { readonly name: string; readonly version?: string };
  /**
   * In a page, every event says `$language` (such as `de-CH`), `$device` (`phone`, `tablet` or `desktop`) and `$viewport` (`small` below 640 px,
   * `medium` below 1024, `large`), and nothing that tells one visitor from another. `false`: none of it. @defaultValue true
   */
  readonly pageContext?: boolean;
}
