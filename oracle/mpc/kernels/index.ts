/**
 * The arithmetic of the engine, as WebAssembly: everything here works in place on one memory that the caller lays out.
 *
 * Conventions. Pointers are byte addresses, 16-byte aligned unless said otherwise. A *vector* is a run of 32-bit ring
 * elements whose storage is a whole number of 16-byte words. A *block* is 128 elements; a *plane* is one bit of each
 * of the 128, in one v128: bit i of 32-bit lane l belongs to element 4i + l. Nothing allocates, nothing traps on data,
 * no branch and no address depends on a secret (constant time is nevertheless not claimed: it is WebAssembly).
 */
export { add, sub, shiftLeft, addToRows, sumRows } from "./ring";
export { gemm, gemv, GEMM_WORK } from "./gemm";
export { conv, pad, POSITIONS } from "./conv";
export { gatherWindow } from "./pool";
export { slice } from "./bits";
export { leaf, maskJoin, join, maskLast, maskSign } from "./compare";
export { reluDivide, reluOnly } from "./relu";
export { chacha20 } from "./chacha";
export { dealDigits, dealJoin, dealLast, dealTop, dealDivide, dealSelect } from "./dealer";
