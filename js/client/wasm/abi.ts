/** The boundary this JavaScript speaks (wasm/ABI.md); the same number stands in wasm/byte_exchange.h and both are compared at load. */
export const ABI_VERSION = 3;
