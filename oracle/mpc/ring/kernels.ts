import type { KernelExports } from "./exports.ts";
import { Workspace } from "./workspace.ts";

/** The compiled kernels. One per process is enough: every piece of work opens its own workspace on them. */
export class Kernels {
  readonly #module: WebAssembly.Module;
  readonly #idle: Workspace[] = [];

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  /**
   * Runs `work` on memory of its own, which is wiped afterwards whatever happens.
   * Memories are kept for the next user: a fresh one costs its page faults again.
   */
  async use<T>(work: (space: Workspace) => Promise<T> | T): Promise<T> {
    const space = this.#take();
    try {
      return await work(space);
    } finally {
      this.#give(space);
    }
  }

  /** As `use`, for work that does not wait. */
  useNow<T>(work: (space: Workspace) => T): T {
    const space = this.#take();
    try {
      return work(space);
    } finally {
      this.#give(space);
    }
  }

  #take(): Workspace {
    const idle = this.#idle.pop();
    if (idle) return idle;
    const memory = new WebAssembly.Memory({ initial: 16 });
    const instance = new WebAssembly.Instance(this.#module, { env: { memory, abort } });
    return new Workspace(memory, instance.exports as unknown as KernelExports);
  }

  #give(space: Workspace): void {
    space.wipe();
    if (this.#idle.length < 2) this.#idle.push(space);
  }
}

/** @param wasm the bytes of build/kernels.wasm */
export async function loadKernels(wasm: BufferSource): Promise<Kernels> {
  return new Kernels(await WebAssembly.compile(wasm));
}

function abort(): never {
  throw new Error("a kernel aborted");
}
