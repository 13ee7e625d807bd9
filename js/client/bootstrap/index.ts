/** The first paint of a page that a server rendered: `import { bootstrapFlags } from 'assay/bootstrap'`. */
export { type BootstrappedFlags, bootstrapFlags } from './bootstrap-flags.js';
