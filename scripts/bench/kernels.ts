import { readFileSync } from "node:fs";
import type { Graph } from "#models/graph/graph";
import { lenet } from "#models/graph/lenet";
import { resnet18 } from "#models/graph/resnet18";
import { volume } from "#models/graph/shape";
import type { LinearDemand } from "#mpc/plan/demand";
import { planOf } from "#mpc/plan/plan";
import { type Kernels, loadKernels } from "#mpc/ring/kernels";
import { applyLinear } from "#mpc/ring/linear";
import { buildKernels } from "#scripts/build";
import { best, round } from "./statistics.ts";

/**
 * Best rates of the kernels that most time goes to, on one thread. They guard cliffs: one register too many in the
 * product's tile costs a factor of four, without any test failing.
 *   convolutions  GMAC/s of each network's convolutions together, laying out patches included, and of its slowest
 *   product       GMAC/s of the matrix product alone, at a shape of ResNet-18's second stage
 *   comparisons   millions a second and party: slicing, look-ups, both joins, sign, and relu with division
 *   keyStream     GB/s of ChaCha20
 */
export async function benchKernels(): Promise<Record<string, unknown>> {
  const kernels = await loadKernels(readFileSync(buildKernels()));
  const nets: Record<string, Graph> = {
    "lenet-128": lenet({ size: 128, classes: 2 }),
    "resnet18-128": resnet18({ size: 128, classes: 2 }),
    "resnet18-224": resnet18({ size: 224, classes: 2 }),
  };
  return {
    convolutionsGmacPerSecond: Object.fromEntries(
      Object.entries(nets).map(([name, graph]) => [name, convolutions(kernels, graph)]),
    ),
    productGmacPerSecond: product(kernels),
    comparisonsMillionPerSecond: comparisons(kernels),
    keyStreamGbPerSecond: keyStream(kernels),
  };
}

function convolutions(kernels: Kernels, graph: Graph): { all: number; slowest: number } {
  const layers = planOf(graph).demands.filter((some): some is LinearDemand => some.kind === "linear");
  const measured = layers.flatMap((layer) => {
    if (layer.node.op !== "conv") return [];
    const [kh, kw] = layer.node.kernel;
    const products = volume(layer.output) * layer.input[0] * kh * kw;
    const seconds = kernels.useNow((space) => {
      const [x, w, out] = [volume(layer.input), layer.fields[0].bytes / 4, volume(layer.output)].map(
        (n) => space.vector(n).at,
      );
      return best(() => applyLinear(space, layer, x, w, out), 10);
    });
    return [{ products, seconds }];
  });
  const total = (pick: (layer: (typeof measured)[number]) => number) =>
    measured.reduce((sum, layer) => sum + pick(layer), 0);
  return {
    all: round(total((layer) => layer.products) / total((layer) => layer.seconds) / 1e9),
    slowest: round(Math.min(...measured.map((layer) => layer.products / layer.seconds)) / 1e9),
  };
}

function product(kernels: Kernels): number {
  const [m, k, n] = [128, 1152, 784];
  return kernels.useNow((space) => {
    const [a, b, c] = [m * k, k * n, m * n].map((words) => space.vector(words).at);
    const work = space.alloc(space.kernels.GEMM_WORK.value);
    return round((m * k * n) / best(() => space.kernels.gemm(a, b, c, m, k, n, n, n, work)) / 1e9);
  });
}

function comparisons(kernels: Kernels): number {
  const count = 2 ** 17;
  return kernels.useNow((space) => {
    const k = space.kernels;
    const words = () => space.vector(count).at;
    const planes = (each: number) => space.alloc((each * count) / 8);
    const [m, out, beta, rho, delta, rhoBeta, deltaBeta] = Array.from({ length: 7 }, words);
    const [sliced, digits, facts, joinMasks, opened, products] = [32, 90, 12, 9, 9, 13].map(planes);
    const [joined, lastMasks, last, lastProduct, top, bit, sign] = [3, 2, 2, 1, 1, 1, 1].map(planes);
    const seconds = best(() => {
      k.slice(m, sliced, count);
      k.leaf(sliced, digits, facts, count, 0);
      k.maskJoin(facts, joinMasks, opened, count);
      k.join(facts, joinMasks, products, opened, opened, joined, count, 0);
      k.maskLast(joined, lastMasks, last, count);
      k.maskSign(sliced, joined, lastMasks, lastProduct, last, last, top, bit, sign, count, 0);
      k.reluDivide(m, sign, sign, beta, rho, delta, rhoBeta, deltaBeta, out, count, 12, 0);
    }, 100);
    return round(count / seconds / 1e6, 0);
  });
}

function keyStream(kernels: Kernels): number {
  const bytes = 4 * 2 ** 20;
  return kernels.useNow((space) => {
    const [stream, key] = [space.alloc(bytes), space.alloc(64)];
    return round(bytes / best(() => space.kernels.chacha20(stream, bytes / 256, key, key, 0)) / 1e9);
  });
}
