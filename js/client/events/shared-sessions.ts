import { checkName } from '../../shared/check-event.js';
import { Sessions } from '../sessions.js';
import type { SessionOptions } from './event-options.js';
import { campaignOf } from './campaign.js';
import type { GuardedItems } from './guarded-items.js';
import type { Registered } from './visitor.js';

const KEY = 'assay_session';
/** A burst of events reads and writes what tabs share only this often, ms, and once more when its events are stored. */
const SHARE_MS = 1_000;

interface KeptSession {
  readonly id: string;
  /** Of its first and its last event, ms since the epoch. */
  readonly start: number;
  readonly last: number;
  readonly campaign: string;
  readonly user: string;
}

/** Sessions that survive a reload, that tabs share, and that end at midnight or with another campaign. */
export class SharedSessions extends Sessions {
  readonly #source: Registered;
  readonly #campaign: string;
  /** Of the session there is. */
  #start = 0;
  #startCampaign = '';
  #endOfDay = Number.POSITIVE_INFINITY;
  /** What is kept is over for this page, whatever other tabs think of it. */
  #mustBegin: boolean;
  #sharedAt = Number.NEGATIVE_INFINITY;
  #isDirty = false;

  /**
   * @param user whose events they are, now
   * @param onBegin is told of every session that begins here, before its first event is recorded
   */
  constructor(
    timeoutMs: number,
    randomId: () => string,
    private readonly items: GuardedItems,
    private readonly options: SessionOptions,
    private readonly user: () => string,
    anonymous: string,
    private readonly onBegin: (session: string, time: number, campaign: Registered) => void,
  ) {
    super(timeoutMs, randomId);
    this.#source = campaignOf(options.search, options.referrer);
    this.#campaign = JSON.stringify(this.#source);
    const kept = this.#kept();
    const isOther = kept !== undefined && kept.user !== user() && kept.user !== anonymous;
    const isCampaign = options.campaign === true && this.#campaign !== '{}' && kept?.campaign !== this.#campaign;
    this.#mustBegin = isOther || isCampaign;
  }

  override at(now: number): string {
    if (this.#mustBegin) this.id = undefined;
    else if (this.#isOver(now) || Math.abs(now - this.#sharedAt) >= SHARE_MS) this.#adopt();
    if (now >= this.#endOfDay) this.id = undefined;
    const before = this.id;
    const id = super.at(now);
    const begins = id !== before;
    if (begins) this.#begin(now);
    if (begins || Math.abs(now - this.#sharedAt) >= SHARE_MS) this.#write();
    else this.#isDirty = true;
    if (begins) this.onBegin(id, now, this.#source);
    return id;
  }

  override end(): void {
    super.end();
    this.items.set(KEY, '');
  }

  override save(): void {
    if (this.#isDirty) this.#write();
  }

  #isOver(now: number): boolean {
    return this.id === undefined || now - this.lastEvent > this.timeoutMs || now >= this.#endOfDay;
  }

  /** Takes over what other tabs, or the page before, did last. */
  #adopt(): void {
    const text = this.items.get(KEY);
    if (text === '') this.id = undefined;
    const kept = sessionOf(text);
    if (kept === undefined) return;
    this.lastEvent = kept.id === this.id ? Math.max(kept.last, this.lastEvent) : kept.last;
    this.id = kept.id;
    this.#began(kept.start, kept.campaign);
  }

  #begin(now: number): void {
    this.#mustBegin = false;
    this.#began(now, this.#campaign);
  }

  #began(start: number, campaign: string): void {
    if (start === this.#start && campaign === this.#startCampaign) return;
    this.#start = start;
    this.#startCampaign = campaign;
    const day = new Date(start);
    if (this.options.midnight) this.#endOfDay = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
  }

  #write(): void {
    this.#isDirty = false;
    this.#sharedAt = this.lastEvent;
    if (this.id === undefined) return;
    const session: KeptSession = {
      id: this.id,
      start: this.#start,
      last: this.lastEvent,
      campaign: this.#startCampaign,
      user: this.user(),
    };
    this.items.set(KEY, JSON.stringify(session));
  }

  #kept(): KeptSession | undefined {
    return sessionOf(this.items.get(KEY));
  }
}

/** Whatever the page's other scripts may have written there; `undefined` when it is nothing of ours. */
function sessionOf(text: string | null): KeptSession | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text || 'null');
  } catch {
    return undefined;
  }
  const { id, start, last, campaign, user } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (checkName(id, 'invalid_session', 'the session') !== undefined || !Number.isInteger(start) || !Number.isInteger(last))
    return undefined;
  return { id: id as string, start: start as number, last: last as number, campaign: String(campaign), user: String(user) };
}
