/**
 * The release: the only step that tells the parties anything, and what it tells.
 *
 *   1  z = P·l                     the logits in an order that the patient alone knows: open E = l - A, z_i = P_i·E + U_i
 *   2  y = z / 2^shift             on the coarse public grid: open m = z + 2^30 + r
 *   3  y + constant                opened: the same dealt, uniform constant on every logit
 *
 * The parties see y + constant, of which only the differences mean something: differences of permuted logits, each
 * rounded to the grid. The rounding is floor or one more; since m is known and r is not, the parties know where the
 * grid was shifted to for this one evaluation, but no more than which cell of it the logit is in.
 *
 * Division: u = z + 2^30 is non-negative, so u + r wraps exactly when msb(r) = 1 and msb(m) = 0, and
 * u >> shift = (m >>> shift) - (r >>> shift) + [wrap]·2^(32 - shift), or one more. The offset moves all logits alike.
 */
import { RELEASE } from "../plan/plan.ts";
import { maskDifference, maskSum } from "../share/mask.ts";
import { openSum } from "../share/open.ts";
import type { Opened, Share } from "../share/types.ts";
import type { Session } from "./session.ts";

/** Makes every logit below 2^30 in magnitude non-negative. */
const OFFSET = 2 ** 30;

/** Rounded, permuted logits plus a constant, as both parties see them, `[pictures, classes]`. Three rounds. */
export async function release({ party, space, channel, tape }: Session, logits: Share): Promise<Int32Array> {
  const { demand, fields } = tape.take("release", RELEASE);
  const { classes, pictures, shift } = demand;
  const total = classes * pictures;
  const words = (at: number, length = total) => space.words({ at, length });

  const E = await openSum(space, channel, maskDifference(space, logits, fields.A));
  const z = space.vector(total) as Share;
  const [e, matrices, u] = [words(E.at), words(fields.P, classes * total), words(fields.U)];
  const offset = party === 0 ? OFFSET : 0;
  for (let row = 0; row < total; row++) {
    const first = row - (row % classes); // of the same picture
    let sum = u[row] + offset;
    for (let i = 0; i < classes; i++) sum += Math.imul(matrices[row * classes + i], e[first + i]);
    words(z.at)[row] = sum;
  }

  const m = await openSum(space, channel, maskSum(space, z, fields.r, total));
  const y = space.vector(total) as Share;
  const [rho, top] = [words(fields.rho), words(fields.top)];
  const quotient = (value: number) => (party === 0 ? value >>> shift : 0);
  words(y.at).set(words(m.at).map((value, i) => quotient(value) - rho[i] + (value < 0 ? 0 : top[i])));

  const constants = words(fields.constant, pictures);
  const mask = space.vector(total);
  words(mask.at).set(words(mask.at).map((_, i) => constants[Math.floor(i / classes)]));
  const opened: Opened = await openSum(space, channel, maskSum(space, y, mask.at, total));
  return words(opened.at).slice();
}
