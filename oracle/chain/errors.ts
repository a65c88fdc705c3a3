import { type ErrorDescription, type Interface, isError } from "ethers";
import { DoctorError } from "#errors";
import type { Contracts } from "./contracts.ts";

/** What to do about the refusals that people meet. Any other is told by its name. */
const HINTS: Record<string, string> = {
  TooEarly: "Wait until the phase begins; the case shows when.",
  TooLate: "The phase is over; look at the case again.",
  WrongState: "Look at the case again: it has moved on.",
  NotSeated: "Only the doctor of that seat can do this.",
  AlreadyVoted: "A vote cannot be changed once it is committed.",
  BountyTooSmall: "Offer a higher bounty: the model names the least pay of a seat.",
  ERC20InsufficientBalance: "The account needs more of the pay token.",
  ERC20InsufficientAllowance: "The permit was used up or has expired; sign it again.",
  NewCasesArePaused: "Try again later; open cases go on.",
  UnknownPair: "Choose a pair of nodes that is open to new cases.",
  UnknownModel: "Choose a model that is open to new cases.",
};

/** A refused or failed transaction in words: the contract's own error by name and values, or what the endpoint said. */
export function chainError(contracts: Contracts, error: unknown): DoctorError {
  if (error instanceof DoctorError) return error;
  const revert = isError(error, "CALL_EXCEPTION") && error.data ? parsed(contracts, error.data) : undefined;
  if (revert) {
    const values = revert.args.map(String).join(", ");
    return new DoctorError(
      "E510_REVERTED",
      `The contract refused: ${revert.name}(${values}).`,
      HINTS[revert.name] ?? "See the contract's documentation of this error.",
      error,
    );
  }
  const code = (error as { code?: string }).code ?? "unknown";
  return new DoctorError(
    "E511_TRANSACTION",
    `The transaction did not go through (${code}).`,
    "Check that the chain's endpoint answers and that the account has funds for gas.",
    error,
  );
}

function parsed(
  { core, directory, gate, token, data, access }: Contracts,
  bytes: string,
): ErrorDescription | undefined {
  const interfaces: Interface[] = [core, directory, gate, token, data, access].map((contract) => contract.interface);
  for (const each of interfaces) {
    const found = each.parseError(bytes);
    if (found) return found;
  }
  return undefined;
}
