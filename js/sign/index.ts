/** Signs datafiles and preview links, at build time or on a server: `import { signDatafile } from 'assay/sign'`. */
export { createPreviewLink } from './preview-link.js';
export { signDatafile } from './sign-datafile.js';
export { generateSigningKeys, type SigningKeys } from './signature.js';
