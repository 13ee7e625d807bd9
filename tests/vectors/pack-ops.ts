/** The operations of a pack: see README.md. Apart from pack.ts, so that a page runs a pack without the code that makes one. */
export const OPS = { flags: 1, engine: 2 } as const;
