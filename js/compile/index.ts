/** Turns a datafile into the bytes `createAssay` loads fastest: `import { compileDatafile } from 'assay/compile'`. */
export { type CompiledDatafile, type CompileOptions, compileDatafile } from './compile-datafile.js';
export type {
  AttributeCondition,
  AttributeConditions,
  Datafile,
  Flag,
  FlagEnvironment,
  Holdout,
  JsonTypeName,
  Logic,
  Prerequisite,
  Ramp,
  RampStep,
  Rule,
  Segment,
  Slot,
  Split,
  ValueSchema,
  When,
} from './datafile.js';
export type { Action, Expr, FailCode, IdSet, OpName, Program, ProgramFlag, ProgramReason, ProgramRule } from './program/program.js';
export { generateTypes } from './generate-types.js';
export { type Move, type Reallocation, reallocate } from './reallocate.js';
