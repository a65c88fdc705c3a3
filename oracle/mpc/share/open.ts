/** The one place where masked shares become values that both parties know. Each call is one round. */
import type { Channel } from "../channel/channel.ts";
import type { Workspace } from "../ring/workspace.ts";
import type { Masked, MaskedBits, Opened, OpenedBits } from "./types.ts";

/** Both parties' shares summed; the result takes the place of this party's share. */
export async function openSum(space: Workspace, channel: Channel, masked: Masked): Promise<Opened> {
  await space.scratch(async () => {
    const theirs = space.vector(masked.length);
    const bytes = 4 * masked.length;
    await channel.exchange(space.bytes(masked.at, bytes), space.bytes(theirs.at, bytes));
    space.kernels.add(masked.at, theirs.at, masked.at, masked.length);
  });
  return masked as unknown as Opened;
}

/** Both halves of opened bit planes; the kernels that read them XOR the halves. */
export async function openBits(space: Workspace, channel: Channel, masked: MaskedBits): Promise<OpenedBits> {
  const theirs = space.alloc(masked.bytes);
  await channel.exchange(space.bytes(masked.at, masked.bytes), space.bytes(theirs, masked.bytes));
  return { mine: masked.at, theirs } as OpenedBits;
}
