// Emscripten's glue, put in place by the build (scripts/build-js.mjs).
declare module 'assay-glue-flags' {
  import type { RawFlags } from '../flags/flags.js';
  import type { Factory } from './byte-module.js';
  const create: Factory<RawFlags>;
  export default create;
}
declare module 'assay-glue-flags-compat' {
  import type { RawFlags } from '../flags/flags.js';
  import type { Factory } from './byte-module.js';
  const create: Factory<RawFlags>;
  export default create;
}
declare module 'assay-glue-flags-js' {
  import type { RawFlags } from '../flags/flags.js';
  import type { Factory } from './byte-module.js';
  const create: Factory<RawFlags>;
  export default create;
}
declare module 'assay-glue-engine' {
  import type { RawEngine } from '../engine/engine.js';
  import type { Factory } from './byte-module.js';
  const create: Factory<RawEngine>;
  export default create;
}
declare module 'assay-glue-sketch' {
  import type { RawSketch } from '../../sketch/sketches.js';
  import type { Factory } from './byte-module.js';
  const create: Factory<RawSketch>;
  export default create;
}
declare module 'assay-glue-stats' {
  import type { RawStats } from '../../stats/stats-module.js';
  import type { Factory } from './byte-module.js';
  const create: Factory<RawStats>;
  export default create;
}
