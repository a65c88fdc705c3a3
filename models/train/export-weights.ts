/** From a network in training to the weights of the graph that is shipped. */
import { type Graph, isLinear, type LinearNode, type Weights } from "#models/graph/graph";
import type { CalibrationMap } from "#models/metrics/fit-calibration";

/** The output layer with its first `classes` rows only: the first course's. */
export function firstLogits(graph: Graph, weights: Weights, classes: number): Weights {
  const { weight, bias } = outputOf(graph);
  const rows = (name: string, share: number) => weights.get(name)!.slice(0, share * classes);
  const depth = weights.get(weight)!.length / weights.get(bias)!.length;
  return new Map(weights).set(weight, rows(weight, depth)).set(bias, rows(bias, 1));
}

/** Folds temperature and biases into the output layer. */
export function foldCalibration(graph: Graph, weights: Weights, { temperature, bias }: CalibrationMap): Weights {
  const output = outputOf(graph);
  return new Map(weights)
    .set(
      output.weight,
      weights.get(output.weight)!.map((v) => v / temperature),
    )
    .set(
      output.bias,
      weights.get(output.bias)!.map((v, k) => v / temperature + bias[k]),
    );
}

export function outputOf(graph: Graph): LinearNode {
  return graph.nodes.filter(isLinear).find(({ id }) => id === graph.output)!;
}
