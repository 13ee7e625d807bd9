/** The statistical certificate of the hashes: what `npm run certify` runs. */
export { type Certificate, certificateOf, inWords } from './certificate.js';
export { certifyMode, FULL, type ModeReport, type Sizes } from './certify-mode.js';
export { type Finding, TESTS } from './finding.js';
export { checksums, identityFinding, identityPack, identityRules } from './identity.js';
export type { Core, Line, SplitRule } from './line.js';
export { type Mode, MODES } from './modes.js';
export { datafileOf, ModuleCore } from './module-core.js';
export { certificatePage, modeTable } from './report.js';
