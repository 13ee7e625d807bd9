import type { Assay, AssayOptions } from '../../../js/client/types.js';
import type { Datafile } from '../../../js/compile/datafile.js';
import type { Program } from '../../../js/compile/program/program.js';
import { codeOf, demand } from './answers.js';

const GOOD: Datafile = { revision: 7, flags: { sentinel: { type: 'string', variants: { good: 'good' }, default: 'good' } } };

/** A page that has a good datafile and is given others: what createAssay() of the built package makes of them. */
export class Page {
  #assay: Assay | undefined;
  #taken = 0;

  constructor(private readonly createAssay: (options: AssayOptions) => Promise<Assay>) {}

  /** @throws whatever breaks a promise */
  async take(source: string | Datafile | Program): Promise<void> {
    // What it records of exposures is kept in memory.
    if (this.#taken++ % 500 === 0) await this.close();
    this.#assay ??= await this.createAssay({ datafile: GOOD, context: { user: 'u' }, onError: codeOf });
    const assay = this.#assay;
    try {
      await assay.setDatafile(source as Datafile);
    } catch (error) {
      codeOf(error);
      demand(assay.flags().length === 1 && assay.flag('sentinel', 'none') === 'good', 'a datafile that is refused replaces nothing');
      return;
    }
    for (const key of assay.flags()) demand(typeof assay.flag(key, 0) === 'number', 'a flag reads as its fallback does');
    JSON.stringify(assay.snapshot());
    await assay.setDatafile(GOOD);
    demand(assay.flag('sentinel', 'none') === 'good', 'a good datafile replaces a hostile one');
  }

  async close(): Promise<void> {
    await this.#assay?.close();
    this.#assay = undefined;
  }
}
