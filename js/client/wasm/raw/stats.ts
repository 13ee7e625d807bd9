// What Emscripten's --emit-tsd says stats.wasm exports: copied from build/wasm/wasm/stats.d.ts, which a test compares.
export interface EmbindModule {
  abiVersion(): number;
  reserveInput(_0: number): number;
  outputOffset(): number;
  outputSize(): number;
  call(_0: number, _1: number): number;
}
