/**
 * Relu on shares, and a fused exact division by 2^divide: four rounds, 5.5 bytes each way per element.
 *
 *   1  m = x + r                   opened, then bit-sliced
 *   2  facts about m's digits      look-ups in r's shared one-hot digits; masked and opened
 *   3  joined facts                masked and opened
 *   4  sign(x) ^ beta              opened; relu is then linear in what was dealt
 *
 * The comparison splits into digits, looks each up and joins them by ANDs, as CrypTFlow2 does (Rathee et al., CCS 2020,
 * section 3), but on an opened m and with a dealer in place of oblivious transfer. The division is the masked one of
 * Escudero et al. (CRYPTO 2020, section 5), exact here because the sign is at hand. Formulas: kernels/{compare,relu}.ts.
 */
import { maskJoin, maskLast, maskSign, maskSum } from "../share/mask.ts";
import { openBits, openSum } from "../share/open.ts";
import type { Share } from "../share/types.ts";
import type { Session } from "./session.ts";

/**
 * Shares of max(x, 0) / 2^divide, with `divide` as the plan has it: floor or one more.
 * @param x magnitudes below 2^31 - 2^7 (see models/reference/range.ts)
 * @param out room for the demand's whole count; may be `x`
 */
export async function relu({ party, space, channel, tape }: Session, id: string, x: Share, out: Share): Promise<Share> {
  const { demand, fields } = tape.take("compare", id);
  const { count, divide } = demand;
  const k = space.kernels;
  await space.scratch(async () => {
    const m = await openSum(space, channel, maskSum(space, x, fields.r, count));
    const planes = space.alloc(4 * count);
    k.slice(m.at, planes, count);
    const facts = space.alloc((12 * count) / 8);
    k.leaf(planes, fields.digits, facts, count, party);

    const first = await openBits(space, channel, maskJoin(space, facts, fields, count));
    const joined = space.alloc((3 * count) / 8);
    k.join(facts, fields.joinMasks, fields.joinProducts, first.mine, first.theirs, joined, count, party);

    const last = await openBits(space, channel, maskLast(space, joined, fields, count));
    // biome-ignore format: the kernel's arguments
    const hidden = maskSign(space, count, (to) => k.maskSign(
      planes, joined, fields.lastMasks, fields.lastProduct, last.mine, last.theirs, fields.top, fields.bit, to, count, party,
    ));

    const { mine, theirs } = await openBits(space, channel, hidden);
    if (divide === 0) k.reluOnly(m.at, x.at, mine, theirs, fields.beta, fields.rBeta, out.at, count);
    else {
      // biome-ignore format: the kernel's arguments
      k.reluDivide(
        m.at, mine, theirs, fields.beta, fields.rho, fields.delta, fields.rhoBeta, fields.deltaBeta, out.at, count, divide, party,
      );
    }
  });
  return out;
}
