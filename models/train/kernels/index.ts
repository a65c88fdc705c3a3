/** The training kernels: float32, plain addresses into one shared memory. Written in AssemblyScript. */
export { GEMM_WORK, gemm } from "./gemm";
export { toColumns, addColumns } from "./columns";
export { normalise, normaliseBackward, affineChannels } from "./norm";
export { relu, reluBackward, add, squares, adamw } from "./pointwise";
export { maxPool, maxPoolBackward, meanPool, meanPoolBackward, imagesToColumns } from "./pool";
