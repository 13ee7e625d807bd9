/** Turns a datafile into the bytes `createAssay` loads fastest: `import { compileDatafile } from 'assay/compile'`. */
export { type CompiledDatafile, compileDatafile } from './compile-datafile.js';
export type { AttributeCondition, Datafile, Flag, Rule, Split, When } from './datafile.js';
