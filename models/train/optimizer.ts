import * as tf from "@tensorflow/tfjs-core";

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** First and second moments of one tensor's gradient. */
export interface Moments {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export interface StepOptions {
  /** Learning rate of this step. */
  readonly rate: number;
  /** Decay per unit of learning rate, on weights only, never on biases. */
  readonly weightDecay: number;
  /** Largest norm of the whole gradient; a longer one is shortened to it. */
  readonly clip: number;
}

/**
 * AdamW (Loshchilov & Hutter 2019): decay is taken from the weight itself, not added to the gradient.
 * Plain arrays rather than tensors: the state goes into a checkpoint as it is, and equals itself on every backend.
 */
export class AdamW {
  readonly moments: Map<string, Moments>;
  steps: number;

  /** @param saved state to go on from */
  constructor(saved?: { readonly steps: number; readonly moments: ReadonlyMap<string, Moments> }) {
    this.moments = new Map(saved?.moments);
    this.steps = saved?.steps ?? 0;
  }

  step(variables: ReadonlyMap<string, tf.Variable>, gradients: tf.NamedTensorMap, options: StepOptions): void {
    this.steps++;
    const slopes = new Map<string, Float32Array>();
    let square = 0;
    for (const [name, variable] of variables) {
      const slope = gradients[variable.name].dataSync() as Float32Array;
      for (let i = 0; i < slope.length; i++) square += slope[i] * slope[i];
      slopes.set(name, slope);
    }
    const shorten = Math.min(1, options.clip / (Math.sqrt(square) + 1e-12));
    const rate = (options.rate * Math.sqrt(1 - BETA2 ** this.steps)) / (1 - BETA1 ** this.steps);
    for (const [name, variable] of variables) {
      const values = variable.dataSync().slice() as Float32Array;
      const keep = variable.rank > 1 ? 1 - options.rate * options.weightDecay : 1;
      update(values, slopes.get(name)!, this.#momentsOf(name, values.length), shorten, rate, keep);
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    }
  }

  #momentsOf(name: string, length: number): Moments {
    let moments = this.moments.get(name);
    if (moments === undefined) {
      moments = { first: new Float32Array(length), second: new Float32Array(length) };
      this.moments.set(name, moments);
    }
    return moments;
  }
}

function update(
  values: Float32Array,
  slope: Float32Array,
  { first, second }: Moments,
  shorten: number,
  rate: number,
  keep: number,
): void {
  for (let i = 0; i < values.length; i++) {
    const g = slope[i] * shorten;
    first[i] = BETA1 * first[i] + (1 - BETA1) * g;
    second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
    values[i] = keep * values[i] - (rate * first[i]) / (Math.sqrt(second[i]) + EPSILON);
  }
}
