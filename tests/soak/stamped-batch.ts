import { ByteBuffer } from 'flatbuffers';
import { BatchBuilder } from '../../js/wire/batch-builder.js';
import { EventBatch } from '../../js/wire/generated/assay/fb/event-batch.js';

/** Events of a batch. */
export const BATCH_EVENTS = 50_000;
/** Users of a batch, each with ten events; every batch has users, sessions and orders of its own. */
export const BATCH_USERS = 5_000;
/** How long a batch's events take, ms; the next batch's come after. */
export const BATCH_MS = BATCH_EVENTS * 10;
/** Names of events, each as often as any other. */
export const NAMES = 20;

const PLANS = ['free', 'pro', 'größer', 'team', ''];
const DIGITS = 9;
/** The field's place in the table of event_batch.fbs. */
const FIRST_SEQUENCE = 6;

/** A batch that is encoded once and then made into any other by writing over its numbers and times and the numbers inside its texts. */
export class StampedBatch {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #sequenceAt: number;
  readonly #times: Float64Array;
  readonly #offsets: Float64Array;
  readonly #texts: Uint8Array;
  /** Where in the texts a number ends, and what it is beyond the batch's first. */
  readonly #numbers: readonly { readonly end: number; readonly offset: number }[];

  constructor() {
    this.bytes = encodeFirst();
    this.#view = new DataView(this.bytes.buffer);
    const batch = EventBatch.getRootAsEventBatch(new ByteBuffer(this.bytes));
    this.#sequenceAt = batch.bb_pos + (batch.bb as ByteBuffer).__offset(batch.bb_pos, FIRST_SEQUENCE);
    this.#times = batch.timesArray() as Float64Array;
    this.#offsets = this.#times.slice();
    this.#texts = batch.stringBytesArray() as Uint8Array;
    const ends = batch.stringEndsArray() as Uint32Array;
    const decoder = new TextDecoder();
    this.#numbers = Array.from(ends, (end, i) => ({ end, text: decoder.decode(this.#texts.subarray(ends[i - 1] ?? 0, end)) }))
      .filter(({ text }) => /^(user|session|order) \d+$/.test(text))
      .map(({ end, text }) => ({ end, offset: Number(text.slice(-DIGITS)) }));
  }

  /** Makes it the batch of that place in the order of time, counting from 0. */
  stamp(place: number): Uint8Array {
    this.#view.setBigUint64(this.#sequenceAt, BigInt(1 + place * BATCH_EVENTS), true);
    const start = place * BATCH_MS;
    for (let i = 0; i < this.#times.length; i++) this.#times[i] = start + (this.#offsets[i] as number);
    for (const { end, offset } of this.#numbers) {
      let number = place * BATCH_USERS + offset;
      for (let at = end - 1; at >= end - DIGITS; at--) {
        this.#texts[at] = 48 + (number % 10);
        number = Math.floor(number / 10);
      }
    }
    return this.bytes;
  }
}

/** The first sequence number is not 0, or it would be left out as the default and have no place. */
function encodeFirst(): Uint8Array {
  const builder = new BatchBuilder();
  for (let i = 0; i < BATCH_EVENTS; i++) {
    const who = String(i % BATCH_USERS).padStart(DIGITS, '0');
    builder.add({
      name: `event-${i % NAMES}`,
      time: ((i * 7919) % BATCH_EVENTS) * 10, // in no order: 7919 is prime
      user: `user ${who}`,
      session: `session ${who}`,
      props: {
        plan: PLANS[i % PLANS.length] as string,
        price: (i % 400) / 4,
        vip: i % 3 === 0,
        ...(i % 10 === 0 && { order: `order ${who}` }),
      },
    });
  }
  return builder.finish(1);
}
