import type { Contracts } from "#chain/contracts";
import { ballotDigest } from "#chain/typed-data";
import { DoctorError } from "#errors";
import { unhex } from "#wire/bytes";
import { type Identity, unseal } from "#wire/seal";
import type { SeatOnChain } from "./seats.ts";

/** What opens a committed ballot. */
export interface BallotOpening {
  readonly tag: string;
  readonly salt: string;
}

/**
 * How safe a vote is: nothing committed; committed and waiting for the reveals; ready to be revealed; revealed; or
 * a commitment on chain that the kept opening does not open.
 */
export type Custody = "none" | "committed" | "ready" | "revealed" | "mismatch";

export function custodyOf(contracts: Contracts, seat: SeatOnChain, kept: BallotOpening | undefined): Custody {
  if (seat.status === "Revealed") return "revealed";
  if (seat.status !== "Committed") return "none";
  if (kept && !opens(contracts, seat, kept)) return "mismatch";
  return seat.phase === "Revealing" ? "ready" : "committed";
}

const opens = (contracts: Contracts, { caseId, wave, doctor, commitment }: SeatOnChain, ballot: BallotOpening) =>
  ballotDigest(contracts.domain, { caseId, wave, doctor, ...ballot }) === commitment.toLowerCase();

/**
 * The opening of a committed ballot: what this device kept, if it fits, or else the backup in the commit's event,
 * decrypted with the identity that the doctor registered. So a vote can be revealed from any device with the key file.
 * @throws DoctorError E208_NO_OPENING
 */
export async function openingFor(
  contracts: Contracts,
  seat: SeatOnChain,
  kept: BallotOpening | undefined,
  identity: Identity | undefined,
): Promise<BallotOpening> {
  if (kept && opens(contracts, seat, kept)) return kept;
  const { core, fromBlock } = contracts;
  const events = await core.queryFilter(core.filters.Committed(seat.caseId, seat.doctor), fromBlock);
  const backup = events.findLast(({ args }) => args.commitment.toLowerCase() === seat.commitment.toLowerCase())?.args
    .backup;
  if (backup && identity) {
    const plain = await unseal(unhex(backup), identity).catch(() => undefined);
    const found = plain && (JSON.parse(new TextDecoder().decode(plain)) as BallotOpening);
    if (found && opens(contracts, seat, found)) return found;
  }
  throw new DoctorError(
    "E208_NO_OPENING",
    "The opening of this ballot is not on this device, and the backup on chain cannot be read with this key file.",
    "Import the key file that was registered when the vote was committed, or the downloaded ballot.",
  );
}
