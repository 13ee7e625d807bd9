// What Emscripten's --emit-tsd says flags.wasm exports: copied from build/wasm/wasm/flags.d.ts, which a test compares.
export interface EmbindModule {
  abiVersion(): number;
  reserveInput(_0: number): number;
  outputOffset(): number;
  outputSize(): number;
  load(_0: number): number;
  setContext(_0: number): number;
  evaluate(_0: number): number;
  takeExposure(_0: number): number;
  putExplanationOut(_0: number): void;
}
