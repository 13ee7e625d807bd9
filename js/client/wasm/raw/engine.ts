// What Emscripten's --emit-tsd says engine.wasm exports: copied from build/wasm/wasm/engine.d.ts, which a test compares.
export interface EmbindModule {
  putStatsOut(): void;
  abiVersion(): number;
  reserveInput(_0: number): number;
  outputOffset(): number;
  outputSize(): number;
  ingest(_0: number): number;
  query(_0: number): number;
  watch(_0: number): number;
  unwatch(_0: number): number;
  retain(_0: number): number;
  assign(_0: number): number;
}
