/**
 * The one place where a share becomes sendable: every function here adds a dealt, uniform mask that the tape hands out
 * once. That is the whole privacy argument of the protocol, opening by opening; the numbers are the protocol's.
 *
 * In each case the mask is the sum (or XOR) of both parties' shares of it, so it is uniform and unknown to either
 * party, even one that knows its own share and saw everything else: what is opened is uniform whatever it hides.
 *
 *  1. F = W - B      B like the weights, of this material set alone. Two sets open the same W under two masks.
 *  2. E = X - A      A like the layer's input. A and B enter nothing else but the dealt C = A * B.
 *  3. m = x + r      r a full 32-bit element per comparison. Its digits, top bit and multiples are only ever held in
 *                    shares of which each party's own is uniform.
 *  4. AND openings   each fact XOR its own mask bit. A fact that enters several products is opened once.
 *  5. sign ^ beta    beta a bit per comparison.
 *  6. E = l - A, m = z + 2^30 + r, and y + constant in the release; what the last one tells is the result (release.ts).
 *
 * Elements beyond a vector's length, up to a whole block, are masked like the others and never read as results.
 */
import type { Vector, Workspace } from "../ring/workspace.ts";
import type { Fields } from "../tape/layout.ts";
import type { Masked, MaskedBits, Share } from "./types.ts";

/** x - a, for a triple's mask at address `a`. */
export function maskDifference(space: Workspace, x: Share, a: number): Masked {
  const out = space.vector(x.length);
  space.kernels.sub(x.at, a, out.at, x.length);
  return out as Masked;
}

/** W - B of several layers, one after the other. Their lengths add up to `total`. */
export function maskWeights(space: Workspace, total: number, parts: readonly { weight: Vector; B: number }[]): Masked {
  const out = space.vector(total);
  let to = out.at;
  // A kernel writes whole words of four elements; what it writes beyond a layer's end, the next layer overwrites.
  for (const { weight, B } of parts) {
    space.kernels.sub(weight.at, B, to, weight.length);
    to += 4 * weight.length;
  }
  return out as Masked;
}

/** x + r over `count` elements. */
export function maskSum(space: Workspace, x: Share, r: number, count: number): Masked {
  const out = space.vector(count);
  space.kernels.add(x.at, r, out.at, count);
  return out as Masked;
}

/** The facts that the first level of AND joins, 9 planes a block. */
export function maskJoin(space: Workspace, facts: number, fields: Fields, count: number): MaskedBits {
  return bits(space, (9 * count) / 8, (out) => space.kernels.maskJoin(facts, fields.joinMasks, out, count));
}

/** The two facts of the last AND, 2 planes a block. */
export function maskLast(space: Workspace, joined: number, fields: Fields, count: number): MaskedBits {
  return bits(space, (2 * count) / 8, (out) => space.kernels.maskLast(joined, fields.lastMasks, out, count));
}

/** A finished sign bit XOR beta, 1 plane a block; `write` is the kernel that computes both at once. */
export function maskSign(space: Workspace, count: number, write: (out: number) => void): MaskedBits {
  return bits(space, count / 8, write);
}

function bits(space: Workspace, bytes: number, write: (out: number) => void): MaskedBits {
  const at = space.alloc(bytes);
  write(at);
  return { at, bytes } as MaskedBits;
}
