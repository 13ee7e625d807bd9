// What Emscripten's --emit-tsd says sketch.wasm exports: copied from build/wasm/wasm/sketch.d.ts, which a test compares.
export interface EmbindModule {
  abiVersion(): number;
  reserveInput(_0: number): number;
  outputOffset(): number;
  outputSize(): number;
  describe(_0: number): number;
  merge(_0: number): number;
  rewrite(_0: number, _1: number): number;
}
