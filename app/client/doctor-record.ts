import type { Contracts } from "#chain/contracts";
import { unhex } from "#wire/bytes";
import type { Recipient } from "#wire/seal";

/** What the registry holds of a doctor. Money in the token's smallest unit, times in seconds. */
export interface DoctorRecord {
  readonly id: number;
  /** age recipient of ballot backups */
  readonly recipient: Recipient;
  readonly reputation: number;
  readonly bond: bigint;
  readonly credit: bigint;
  /** Last second at which the licence counts. */
  readonly expiry: number;
}

/** `undefined` for an account that is no doctor. */
export async function doctorRecord({ core }: Contracts, account: string): Promise<DoctorRecord | undefined> {
  const id = Number(await core.doctorId(account));
  if (id === 0) return undefined;
  const [{ bond, licence, recipient }, reputation, credit] = await Promise.all([
    core.getDoctor(id),
    core.reputation(account),
    core.credit(account),
  ]);
  return {
    id,
    recipient: unhex(recipient),
    reputation: Number(reputation),
    bond,
    credit,
    expiry: Number(licence.expiry),
  };
}
