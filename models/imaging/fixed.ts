import { DoctorError } from "#errors";

/**
 * Real numbers to ring elements: round(x * 2^f), ties upward, in two's complement of 32 bits.
 *
 * @param x values in model units, any shape
 * @param activationBits f, the number of fractional bits
 * @throws DoctorError E109 for a value that is not finite or does not fit
 */
export function toFixed(x: Float32Array, activationBits: number): Int32Array {
  const scale = 2 ** activationBits;
  return Int32Array.from(x, (v) => {
    const fixed = Math.floor(v * scale + 0.5);
    if (!(fixed >= -(2 ** 31) && fixed < 2 ** 31)) {
      throw new DoctorError(
        "E109_OUT_OF_RANGE",
        `A model input does not fit a ring element with ${activationBits} fractional bits.`,
        "Use the model's own input transform.",
      );
    }
    return fixed;
  });
}
