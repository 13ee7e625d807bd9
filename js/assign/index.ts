/** Variants of many units at once, for exports and simulations: `import { openAssigner } from 'assay/assign'`. */
export { type Assigner, openAssigner, type PackedIds, packIds, UNASSIGNED, type UnitSplit } from './assign-units.js';
