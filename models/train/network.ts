/**
 * A graph in training: every linear layer but the output is followed by batch normalisation, which the export folds
 * away again, so that what is exported is the graph and nothing else.
 */
import { foldAverage, foldBatchNorm } from "#models/graph/fold";
import { type Graph, isLinear, type Weights } from "#models/graph/graph";
import { factsOf } from "#models/graph/shape";
import { INPUT_SCALE } from "./batch.ts";
import { loadTrainKernels } from "./compute/kernels.ts";
import { EPSILON } from "./compute/shard.ts";
import type { Slot } from "./compute/tasks.ts";
import { SHARDS, Team } from "./compute/team.ts";
import { rateOf, type StepOptions } from "./optimizer.ts";
import type { Random } from "./random.ts";

/** Share of a new batch in the running statistics. */
const MOMENTUM = 0.1;

/** All that training changes, by name, in the graph's layout; `/` stands in the names of what the export folds away. */
export type Values = ReadonlyMap<string, Float32Array>;

export class Network {
  readonly graph: Graph;
  readonly classes: number;
  readonly #team: Team;

  private constructor(graph: Graph, team: Team) {
    this.graph = graph;
    this.classes = factsOf(graph).get(graph.output)!.shape[0];
    this.#team = team;
  }

  /**
   * First weights by He et al. 2015 (normal, variance 2 / fan-in; half of that at the output).
   * @param batch most images per step
   * @param threads one thread per half batch; else everything in this one, with the same numbers
   */
  static async create(
    graph: Graph,
    random: Random,
    { batch, threads }: { readonly batch: number; readonly threads: boolean },
  ): Promise<Network> {
    const network = new Network(graph, Team.open(await loadTrainKernels(), graph, batch, threads));
    const first = new Map<string, Float32Array>();
    const last = graph.nodes.find(({ id }) => id === graph.output)!;
    for (const { name, shape, count } of network.#team.plan.parameters) {
      if (name.endsWith("/gamma")) first.set(name, new Float32Array(count).fill(1));
      if (shape.length === 1) continue; // zeros as the memory comes
      const fanIn = count / shape[0];
      const deviation = Math.sqrt((isLinear(last) && name === last.weight ? 1 : 2) / fanIn);
      first.set(
        name,
        Float32Array.from({ length: count }, () => deviation * random.normal()),
      );
    }
    for (const { node, channels } of network.#team.plan.statistics)
      first.set(`${node}/variance`, new Float32Array(channels).fill(1));
    network.assign(first);
    return network;
  }

  /** One optimiser step on a batch. @returns the slots' summed loss */
  async step(slots: readonly Slot[], options: StepOptions & { readonly dropout: number; readonly seed: number }) {
    const loss = await this.#team.gradients(slots, options.dropout, options.seed);
    const norm = await this.#team.reduce();
    await this.#team.update(rateOf(options, norm));
    this.#followStatistics(slots.length);
    return loss;
  }

  /** Logits, one row per picture. */
  predict(pictures: readonly Float32Array[]): Promise<number[][]> {
    return this.#team.predict(pictures);
  }

  /** Copies of everything that is trained or followed. */
  values(): Map<string, Float32Array> {
    return new Map([...this.#regions()].map(([name, region]) => [name, region.slice()]));
  }

  /** Takes over all values that are given; others stay. */
  assign(values: Values): void {
    copyInto(this.#regions(), values);
  }

  /** Copies of the optimiser's two moments, under the parameters' names. */
  moments(): { first: Map<string, Float32Array>; second: Map<string, Float32Array> } {
    const copy = (region: number) =>
      new Map([...this.#parameters(region)].map(([name, values]) => [name, values.slice()] as const));
    const { first, second } = this.#team.plan;
    return { first: copy(first), second: copy(second) };
  }

  assignMoments({ first, second }: { readonly first: Values; readonly second: Values }): void {
    const { plan } = this.#team;
    copyInto(this.#parameters(plan.first), first);
    copyInto(this.#parameters(plan.second), second);
  }

  /** Weights for the bare graph on pictures of 0..1: normalisation, averages and the input's scale folded in. */
  weights(): Weights {
    const values = this.#regions();
    let weights: Weights = new Map();
    const [input] = this.graph.nodes;
    for (const node of this.graph.nodes.filter(isLinear)) {
      const scale = node.input === input.id ? INPUT_SCALE : 1;
      const weight = values.get(node.weight)!.map((v) => v / scale);
      const bias = values.get(node.bias)?.slice() ?? new Float32Array(values.get(`${node.id}/beta`)!.length);
      weights = new Map(weights).set(node.weight, weight).set(node.bias, bias);
      if (!values.has(`${node.id}/gamma`)) continue;
      const [gamma, beta, mean, variance] = ["gamma", "beta", "mean", "variance"].map(
        (part) => values.get(`${node.id}/${part}`)!,
      );
      weights = foldBatchNorm(this.graph, weights, node.id, { gamma, beta, mean, variance, epsilon: EPSILON });
    }
    for (const node of this.graph.nodes) if (node.op === "sumpool") weights = foldAverage(this.graph, weights, node.id);
    return weights;
  }

  close(): Promise<void> {
    return this.#team.close();
  }

  /** Running statistics: the shards' mean, with the variance's bias taken off. */
  #followStatistics(images: number): void {
    const { plan } = this.#team;
    const facts = factsOf(this.graph);
    for (const { node, channels, at } of plan.statistics) {
      const [, h = 1, w = 1] = facts.get(node)!.shape;
      const count = (images / SHARDS) * h * w;
      const follow = (running: number, batch: (shard: (typeof plan.shard)[number]) => number, factor: number) => {
        const view = this.#team.view(running + 4 * at, channels);
        const news = plan.shard.map((shard) => this.#team.view(batch(shard) + 4 * at, channels));
        for (let c = 0; c < channels; c++) {
          const mean = news.reduce((sum, one) => sum + one[c], 0) / SHARDS;
          view[c] += MOMENTUM * (factor * mean - view[c]);
        }
      };
      follow(plan.runningMeans, ({ means }) => means, 1);
      follow(plan.runningVariances, ({ variances }) => variances, count > 1 ? count / (count - 1) : 1);
    }
  }

  #parameters(region: number): Map<string, Float32Array> {
    const { parameters } = this.#team.plan;
    return new Map(parameters.map(({ name, at, count }) => [name, this.#team.view(region + 4 * at, count)]));
  }

  #regions(): Map<string, Float32Array> {
    const { plan } = this.#team;
    const views = this.#parameters(plan.values);
    for (const { node, channels, at } of plan.statistics) {
      views.set(`${node}/mean`, this.#team.view(plan.runningMeans + 4 * at, channels));
      views.set(`${node}/variance`, this.#team.view(plan.runningVariances + 4 * at, channels));
    }
    return views;
  }
}

function copyInto(views: ReadonlyMap<string, Float32Array>, values: Values): void {
  for (const [name, given] of values) views.get(name)!.set(given);
}
