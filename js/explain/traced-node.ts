import type { ErrorCode } from '../client/types.js';
import { type CodeNode, isIteration, readNode } from './code-node.js';
import { type DatafileView, errorName } from './datafile-view.js';

/** A value as explanations hold it: of lists and objects only how many items, of long texts only the beginning. */
export type TracedValue =
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'number'; readonly value: number }
  /** `bytes`: of the whole text, in UTF-8; `isCut`: `value` is only its beginning. */
  | { readonly type: 'text'; readonly value: string; readonly bytes: number; readonly isCut: boolean }
  | { readonly type: 'list' | 'object'; readonly size: number };

/** A node with what it gave. */
export interface TracedNode {
  readonly code: CodeNode;
  readonly op: CodeNode['op'];
  readonly value: TracedValue;
  /** Why it failed. */
  readonly error: ErrorCode | undefined;
  /** Without the body of an iteration, which has a value per item; of the first call of a shared expression, that expression. */
  readonly operands: readonly TracedNode[];
}

const NULL_TYPE = 0;
const BOOL_TYPE = 1;
const NUMBER_TYPE = 2;
const TEXT_TYPE = 3;
const LIST_TYPE = 4;
/** kMaxExplainedBytes of core/assay/evaluation/explain.h. */
const MAX_TEXT_BYTES = 256;
/** kMaxExplainedCalls there. */
const MAX_CALLS = 32;

/** Reads the core's explanation (core/assay/evaluation/explain.h), which names places only: what is there is in the datafile. */
export class TraceReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #datafile: DatafileView;
  /** Places of the shared expressions that were read for a call. */
  readonly #called = new Set<number>();
  #at = 0;
  /** Calls that are being read, inside each other. */
  #calls = 0;

  constructor(bytes: Uint8Array, datafile: DatafileView) {
    this.#datafile = datafile;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * The next expression, which must be `code`.
   * @throws RangeError when the explanation is not of this datafile
   */
  read(code: CodeNode): TracedNode {
    if (this.#at === this.#bytes.length) throw new RangeError('the rules are too large to be explained');
    if (this.#u32() !== code.at) throw new RangeError('the explanation is of another datafile');
    const error = errorName(this.#u8());
    const value = this.#value();
    const isCall = code.op === 'call';
    const operands = isIteration(code.op) ? code.operands.filter((_, i) => i !== 1) : isCall ? this.#calledBy(code) : code.operands;
    if (isCall) this.#calls++;
    const traced = operands.map((operand) => this.read(operand));
    if (isCall) this.#calls--;
    return { code, op: code.op, value, error, operands: traced };
  }

  #calledBy({ immediates }: CodeNode): readonly CodeNode[] {
    const place = immediates[0] as number;
    if (this.#calls === MAX_CALLS || this.#called.has(place)) return [];
    this.#called.add(place);
    return [readNode(this.#datafile, place)];
  }

  #value(): TracedValue {
    const type = this.#u8();
    switch (type) {
      case NULL_TYPE:
        return { type: 'null' };
      case BOOL_TYPE:
        return { type: 'boolean', value: this.#u8() !== 0 };
      case NUMBER_TYPE:
        this.#at += 8;
        return { type: 'number', value: this.#view.getFloat64(this.#at - 8, true) };
      case TEXT_TYPE:
        return this.#text(this.#u32());
      default:
        return { type: type === LIST_TYPE ? 'list' : 'object', size: this.#u32() };
    }
  }

  #text(bytes: number): TracedValue {
    const shown = Math.min(bytes, MAX_TEXT_BYTES);
    const text = this.#decoder.decode(this.#bytes.subarray(this.#at, this.#at + shown));
    this.#at += shown;
    // The cut may be within a character.
    const value = bytes > shown ? text.replace(/\ufffd$/, '') : text;
    return { type: 'text', value, bytes, isCut: bytes > shown };
  }

  #u8(): number {
    return this.#view.getUint8(this.#at++);
  }

  #u32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }
}

/** As core/assay/targeting/opcode.h says: null, false, 0, NaN, "" and the empty list are not. */
export function isTruthy(value: TracedValue): boolean {
  switch (value.type) {
    case 'null':
      return false;
    case 'boolean':
      return value.value;
    case 'number':
      return value.value !== 0 && !Number.isNaN(value.value);
    case 'text':
      return value.bytes > 0;
    case 'list':
      return value.size > 0;
    case 'object':
      return true;
  }
}

/** A condition that holds. One that failed holds as little as one that is falsy. */
export const holds = ({ value, error }: TracedNode): boolean => error === undefined && isTruthy(value);
