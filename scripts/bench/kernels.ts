import { readFileSync } from "node:fs";
import { loadKernels } from "#mpc/ring/kernels";
import { buildKernels } from "#scripts/build";

/**
 * Best rates of the two kernels that most time goes to. They guard a cliff: one register too many in the product's
 * tile costs a factor of four, without any test failing.
 */
export async function benchKernels(): Promise<{ gemmGmacPerSecond: number; chachaGbPerSecond: number }> {
  const kernels = await loadKernels(readFileSync(buildKernels()));
  const [m, k, n] = [128, 1152, 784];
  const bytes = 4 * 2 ** 20;
  return kernels.useNow((space) => {
    const [a, b, c, work] = [m * k, k * n, m * n, 0].map((words) =>
      space.alloc(4 * words + space.kernels.GEMM_WORK.value),
    );
    const gemm = best(() => space.kernels.gemm(a, b, c, m, k, n, n, n, work));
    const stream = space.alloc(bytes);
    const chacha = best(() => space.kernels.chacha20(stream, bytes / 256, a, a, 0));
    const round = (value: number) => Number(value.toFixed(2));
    return { gemmGmacPerSecond: round((m * k * n) / gemm / 1e9), chachaGbPerSecond: round(bytes / chacha / 1e9) };
  });
}

/** Shortest of some runs, in seconds. */
function best(work: () => void): number {
  let least = Infinity;
  for (let run = 0; run < 30; run++) {
    const start = performance.now();
    work();
    least = Math.min(least, (performance.now() - start) / 1000);
  }
  return least;
}
