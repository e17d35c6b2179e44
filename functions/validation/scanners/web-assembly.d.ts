// What every platform has of WebAssembly and the libraries this project compiles against don't declare.
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, (...values: number[]) => void>>);
    readonly exports: Record<string, unknown>;
  }
}
