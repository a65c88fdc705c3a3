/** What can be said as weights is said as weights: the encrypted engine should never see it as a step of its own. */
import { DoctorError } from "#errors";
import { type Graph, isLinear, type LinearNode, type Weights } from "#models/graph/graph";

/**
 * Folds (x - mean) / scale into the layers that read the input: W' = W / scale, b' = b - sum(W) · mean / scale.
 *
 * @throws DoctorError E134 where a layer pads its input: zeros of x are not zeros of the normalised x
 */
export function foldInput(graph: Graph, weights: Weights, mean: number, scale: number): Weights {
  const folded = new Map(weights);
  const [input] = graph.nodes;
  for (const node of graph.nodes) {
    if (!isLinear(node) || node.input !== input.id) continue;
    if (node.op === "conv" && node.pad > 0) {
      throw new DoctorError(
        "E134_CANNOT_FOLD",
        `The normalisation of the input cannot be folded into the padded layer ${node.id}.`,
        "Use a first layer without padding.",
      );
    }
    const weight = weights.get(node.weight)!;
    const bias = weights.get(node.bias)!;
    const fanIn = weight.length / bias.length;
    folded.set(
      node.weight,
      weight.map((v) => v / scale),
    );
    folded.set(
      node.bias,
      bias.map((b, unit) => {
        let sum = 0;
        for (let i = 0; i < fanIn; i++) sum += weight[unit * fanIn + i];
        return b - (sum * mean) / scale;
      }),
    );
  }
  return folded;
}

/** Folds the division of all logits by the temperature into the output layer. */
export function foldTemperature(graph: Graph, weights: Weights, temperature: number): Weights {
  const output = graph.nodes.find(({ id }) => id === graph.output) as LinearNode;
  const folded = new Map(weights);
  for (const name of [output.weight, output.bias])
    folded.set(
      name,
      weights.get(name)!.map((v) => v / temperature),
    );
  return folded;
}
