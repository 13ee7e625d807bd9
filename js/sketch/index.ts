/** Sketches of queries, of other devices and of other libraries: `import { openSketches } from 'assay/sketch'`. */
export { openSketches, RANKS, type SketchKind, type SketchSummary, type Sketches } from './sketches.js';
