import { DoctorError } from "#errors";
import type { KernelExports } from "./exports.ts";

const PAGE = 65536;
/** 4 GiB: addresses have 32 bits. */
const MOST_PAGES = 65536;
/** Grown beyond what is asked for, so that a run of small allocations grows the memory once. */
const SPARE_PAGES = 64;
/** The kernels have no static data, but 0 should stay an invalid address. */
const BASE = 1024;

/** A run of 32-bit ring elements in a workspace. */
export interface Vector {
  /** byte address, a multiple of 16 */
  readonly at: number;
  /** elements; storage goes on to the next multiple of 4 */
  readonly length: number;
}

/**
 * The linear memory that a piece of work computes in, with the kernels bound to it: a stack of aligned runs.
 *
 * Warning: `alloc` may grow the memory, which detaches every view made before. Take views when they are needed and do
 * not keep them; addresses stay right.
 */
export class Workspace {
  readonly kernels: KernelExports;
  readonly #memory: WebAssembly.Memory;
  #top = BASE;
  #highest = BASE;

  constructor(memory: WebAssembly.Memory, kernels: KernelExports) {
    this.#memory = memory;
    this.kernels = kernels;
  }

  /**
   * Address of `bytes` of unspecified content (zero in memory that was never used since it was wiped).
   * @throws E305_OUT_OF_MEMORY beyond the 4 GiB that a memory can have, or what the machine gives
   */
  alloc(bytes: number): number {
    const at = this.#top;
    const top = align(at + bytes, 64);
    const missing = top - this.#memory.buffer.byteLength;
    if (missing > 0) this.#grow(Math.ceil(missing / PAGE));
    this.#top = top;
    this.#highest = Math.max(this.#highest, top);
    return at;
  }

  #grow(pages: number): void {
    const room = MOST_PAGES - this.#memory.buffer.byteLength / PAGE;
    try {
      this.#memory.grow(Math.max(pages, Math.min(pages + SPARE_PAGES, room)));
    } catch {
      throw new DoctorError(
        "E305_OUT_OF_MEMORY",
        "There is not enough memory for this network.",
        "Take a smaller model or close other programs; a node can also read fewer cases at once.",
      );
    }
  }

  /** Room for `length` elements, with slack so that kernels may work on whole blocks of 128. */
  vector(length: number): Vector {
    return { at: this.alloc(align(length, 128) * 4), length };
  }

  /** A vector holding a copy of `values`, zeros in the slack. */
  load(values: Int32Array): Vector {
    const vector = this.vector(values.length);
    const words = new Int32Array(this.#memory.buffer, vector.at, align(values.length, 128));
    words.set(values);
    words.fill(0, values.length);
    return vector;
  }

  /** Runs `work` and gives back all that it allocated. */
  scratch<T>(work: () => T): T {
    const top = this.#top;
    const done = () => {
      this.#top = top;
    };
    const result = work();
    if (result instanceof Promise) return result.finally(done) as T;
    done();
    return result;
  }

  words(vector: Vector): Int32Array {
    return new Int32Array(this.#memory.buffer, vector.at, vector.length);
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, length);
  }

  /** Overwrites all that was ever allocated: shares and masks do not outlive their case. */
  wipe(): void {
    this.bytes(0, this.#highest).fill(0);
    this.#top = this.#highest = BASE;
  }
}

/** The next multiple of `to`. */
export function align(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
