import { sent } from "#chain/cases";
import type { Contracts } from "#chain/contracts";
import { permitFor } from "#chain/typed-data";
import { DoctorError } from "#errors";
import { hex } from "#wire/bytes";
import type { Recipient } from "#wire/seal";
import { type Actor, fundsStep, networkStep } from "./actor.ts";
import type { EscrowPermit } from "./patient.ts";
import type { Step } from "./steps.ts";

export interface Registering extends Actor {
  /** As the board signed it, hex. */
  readonly licence: string;
  readonly recipient: Recipient;
  /** Least seat pay and bond, in the token's smallest unit. */
  readonly ask: bigint;
  readonly bond: bigint;
  readonly permit?: EscrowPermit;
}

const MOST_SEATS = 8;

/** The least bond that the contract takes, in the token's smallest unit. */
export async function leastBond({ core, fromBlock }: Contracts): Promise<bigint> {
  const [deployed] = await core.queryFilter(core.filters.Deployed(), fromBlock);
  return deployed!.args.parameters.minBond;
}

/** From a licence to a place in the draw. */
export const registerSteps: readonly Step<Registering>[] = [
  networkStep(),
  fundsStep(async ({ bond }) => bond),
  {
    id: "permit",
    run: async (state) => ({
      ...state,
      permit: await permitFor(state.contracts.token, state.signer, await state.contracts.core.getAddress(), state.bond),
    }),
  },
  {
    id: "licence",
    async run(state) {
      const { contracts, signer, licence, recipient, ask, bond, permit } = state;
      const terms = { ask, cap: MOST_SEATS, recipient: hex(recipient), bond };
      await sent(contracts, contracts.core.connect(signer).register, terms, licence, permit!);
      return state;
    },
  },
];

/** The licence in a file that a board gave. @throws DoctorError E114_LICENCE */
export function parseLicence(text: string, account: string): string {
  const bad = new DoctorError(
    "E114_LICENCE",
    "That is not a licence for this account.",
    "Choose the file that the board gave you, and the account that it names.",
  );
  let file: { format?: unknown; doctor?: unknown; licence?: unknown };
  try {
    file = JSON.parse(text);
  } catch {
    throw bad;
  }
  const { format, doctor, licence } = file;
  const fits = format === "crypto-doctor/licence@1" && String(doctor).toLowerCase() === account.toLowerCase();
  if (!fits || typeof licence !== "string" || !/^0x([0-9a-fA-F]{2}){1,4096}$/.test(licence)) throw bad;
  return licence;
}
