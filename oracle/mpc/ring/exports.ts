/**
 * What kernels.wasm exports. Addresses are bytes, counts are elements; the meaning of each argument stands beside the
 * kernel's source in `../kernels`.
 */
export interface KernelExports {
  /** bytes of scratch for `gemm` */
  GEMM_WORK: WebAssembly.Global<"i32">;
  /** positions that `conv` lays out at a time */
  POSITIONS: WebAssembly.Global<"i32">;
  add(a: number, b: number, out: number, n: number): void;
  sub(a: number, b: number, out: number, n: number): void;
  shiftLeft(a: number, out: number, n: number, bits: number): void;
  addToRows(matrix: number, bias: number, rows: number, width: number): void;
  sumRows(matrix: number, out: number, rows: number, width: number): void;
  // biome-ignore format: one line per kernel
  gemm(a: number, b: number, c: number, m: number, k: number, n: number, ldb: number, ldc: number, work: number): void;
  gemv(a: number, x: number, y: number, m: number, k: number): void;
  pad(x: number, out: number, channels: number, height: number, width: number, border: number): void;
  // biome-ignore format: one line per kernel
  conv(x: number, weight: number, out: number, channels: number, height: number, width: number, kh: number, kw: number, stride: number, filters: number, oh: number, ow: number, columns: number, work: number): void;
  // biome-ignore format: one line per kernel
  gatherWindow(map: number, out: number, channels: number, height: number, width: number, oh: number, ow: number, down: number, right: number, top: number, left: number): void;
  slice(values: number, planes: number, n: number): void;
  leaf(planes: number, digits: number, facts: number, n: number, party: number): void;
  maskJoin(facts: number, masks: number, out: number, n: number): void;
  // biome-ignore format: one line per kernel
  join(facts: number, masks: number, products: number, mine: number, theirs: number, out: number, n: number, party: number): void;
  maskLast(joined: number, masks: number, out: number, n: number): void;
  // biome-ignore format: one line per kernel
  maskSign(planes: number, joined: number, masks: number, products: number, mine: number, theirs: number, top: number, beta: number, out: number, n: number, party: number): void;
  // biome-ignore format: one line per kernel
  reluDivide(m: number, mine: number, theirs: number, beta: number, rho: number, delta: number, rhoBeta: number, deltaBeta: number, out: number, n: number, bits: number, party: number): void;
  // biome-ignore format: one line per kernel
  reluOnly(m: number, x: number, mine: number, theirs: number, beta: number, rBeta: number, out: number, n: number): void;
  chacha20(out: number, groups: number, key: number, nonce: number, counter: number): void;
  dealDigits(r: number, digits0: number, digits1: number, n: number): void;
  dealTop(r: number, top0: number, top1: number, n: number): void;
  dealJoin(masks0: number, masks1: number, products0: number, products1: number, n: number): void;
  dealLast(masks0: number, masks1: number, product0: number, product1: number, n: number): void;
  // biome-ignore format: one line per kernel
  dealDivide(r: number, bit0: number, bit1: number, beta0: number, beta1: number, rho0: number, rho1: number, delta0: number, delta1: number, rhoBeta0: number, rhoBeta1: number, deltaBeta0: number, deltaBeta1: number, n: number, bits: number): void;
  // biome-ignore format: one line per kernel
  dealSelect(r: number, bit0: number, bit1: number, beta0: number, beta1: number, rBeta0: number, rBeta1: number, n: number): void;
}
