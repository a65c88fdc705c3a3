import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { KernelExports } from "#mpc/ring/exports";
import { loadKernels } from "#mpc/ring/kernels";
import { Workspace } from "#mpc/ring/workspace";
import { buildKernels } from "#scripts/build";

const secret = 0x5ec2e7;
/** Fills a run with a secret, and says where. */
function write(space: Workspace): { at: number; length: number } {
  const vector = space.vector(1000);
  space.words(vector).fill(secret);
  return vector;
}

describe("the memory that a piece of work computes in", () => {
  /** What the next piece of work finds where the last one wrote; it must be the same memory. */
  async function left(work: (space: Workspace) => unknown): Promise<{ outcome: string; words: Int32Array }> {
    const kernels = await loadKernels(readFileSync(buildKernels()));
    let [first, vector]: [Workspace?, { at: number; length: number }?] = [];
    const outcome = await kernels
      .use(async (space) => {
        [first, vector] = [space, write(space)];
        await work(space);
      })
      .then(() => "done", (error) => error.code ?? error.message); // biome-ignore format: one line
    return kernels.useNow((space) => {
      expect(space).to.equal(first);
      return { outcome, words: space.words(vector!).slice() };
    });
  }

  it("is wiped before anybody else has it, also when the work failed", async () => {
    for (const [work, outcome] of [
      [() => {}, "done"],
      [() => Promise.reject(new Error("broken off")), "broken off"],
    ] as const) {
      const seen = await left(work);
      expect(seen.outcome).to.equal(outcome);
      expect(seen.words.every((word) => word === 0)).to.equal(true);
    }
  });

  it("has an end, which is named, and after which it is wiped too", async () => {
    for (const bytes of [2 ** 32, 2 ** 40]) {
      const seen = await left((space) => space.alloc(bytes));
      expect(seen.outcome).to.equal("E305_OUT_OF_MEMORY");
      expect(seen.words.every((word) => word === 0)).to.equal(true);
    }
  });

  it("reaches to within a page of 4 GiB", () => {
    // Without `Kernels`, which would wipe all of it: so only what is touched is ever real.
    const memory = new WebAssembly.Memory({ initial: 16 });
    const module = new WebAssembly.Module(readFileSync(buildKernels()));
    const { exports } = new WebAssembly.Instance(module, { env: { memory, abort: () => {} } });
    const space = new Workspace(memory, exports as unknown as KernelExports);
    const between = space.alloc(2 ** 32 - 2 ** 17);
    const [a, b] = [space.vector(4), space.vector(4)];
    expect(a.at).to.be.above(between);
    // Addresses beyond 2^31 mean the same in JavaScript and in the kernels.
    space.words(a).set([1, -2, 3, 2 ** 31 - 1]);
    space.kernels.add(a.at, a.at, b.at, 4);
    expect([...space.words(b)]).to.deep.equal([2, -4, 6, -2]);
  });
});
