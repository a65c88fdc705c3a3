import { isAcceptance, isRecordRequest, signRelease } from "#chain/requests";
import { isState } from "#chain/states";
import { DoctorError } from "#errors";
import type { AcceptanceRequest, RecordRequest, ReleaseAnswer } from "#wire/api";
import { equal, unhex } from "#wire/bytes";
import { encodeKeyHalf } from "#wire/key-half";
import { seal } from "#wire/seal";
import type { NodeContext } from "./context.ts";
import type { Release } from "./store.ts";

const now = () => Math.floor(Date.now() / 1000);
const refuse = (message: string, hint: string) => new DoctorError("E205_NOT_RELEASED", message, hint);

/**
 * This node's half of a case's package key, sealed to a seated doctor's recipient, against the doctor's signed
 * acceptance. The first recipient of a seat wins: the same request gets the same answer, another recipient gets none.
 * @throws DoctorError E205_NOT_RELEASED
 */
export async function releasePackageHalf(
  context: NodeContext,
  { acceptance, signature }: AcceptanceRequest,
): Promise<ReleaseAnswer> {
  const { contracts, store } = context;
  const { caseId, wave, seat, doctor, recipient } = acceptance;
  if (acceptance.expiry < now()) throw refuse("The acceptance has expired.", "Sign a new one.");
  if (!(await isAcceptance(contracts, acceptance, signature)))
    throw refuse("The acceptance is not signed by the doctor it names.", "Sign it with the seated account.");
  const [view, seats] = await Promise.all([contracts.core.getCase(caseId), contracts.core.seats(caseId)]);
  if (Number(view.wave) !== wave || seats[seat]?.doctor.toLowerCase() !== doctor.toLowerCase())
    throw refuse(
      "That doctor does not hold that seat.",
      "Look up the seat again: it may have been given to somebody else.",
    );
  return release(context, caseId, `package/${caseId}/${wave}/${seat}`, unhex(recipient), () => {
    const half = store.halves({ caseId, wave })?.packageHalf;
    if (half) return half;
    throw refuse(
      "This node does not hold a key half of that case.",
      "The node may not have read the bundle yet: try again in a few seconds. Of a case that has ended it keeps none.",
    );
  });
}

/**
 * This node's half of the record key of a settled, consenting case, sealed to the curator.
 * @throws DoctorError E205_NOT_RELEASED
 */
export async function releaseRecordHalf(
  context: NodeContext,
  curator: string,
  { request, signature }: RecordRequest,
): Promise<ReleaseAnswer> {
  const { contracts, store } = context;
  const { caseId, recipient } = request;
  if (request.expiry < now()) throw refuse("The request has expired.", "Sign a new one.");
  if (!(await isRecordRequest(contracts, curator, request, signature)))
    throw refuse("The request is not signed by the curator.", "Only the curator of the data set gets record keys.");
  const view = await contracts.core.getCase(caseId);
  if (!isState(view, "Settled"))
    throw refuse("The case is not settled.", "Record keys are released after settlement only.");
  return release(context, caseId, `record/${caseId}`, unhex(recipient), () => {
    const half = store.halves({ caseId, wave: Number(view.wave) })?.recordHalf;
    if (half) return half;
    throw refuse(
      "The patient did not consent to a record of this case.",
      "Nothing of this case goes into the data set.",
    );
  });
}

/** @param half asked for only where nothing was released before: later it may be deleted */
async function release(
  context: NodeContext,
  caseId: string,
  scope: string,
  recipient: Uint8Array,
  half: () => Uint8Array,
): Promise<ReleaseAnswer> {
  const { store, party } = context;
  const answer = ({ cid, signature }: Release): ReleaseAnswer => ({ caseId, party, cid, signature });
  const earlier: Release =
    store.releaseOf(scope) ?? store.keepRelease(scope, await sealHalf(context, caseId, half(), recipient));
  if (!equal(earlier.recipient, recipient))
    throw refuse(
      "The key half was already released to another recipient of this seat.",
      "Use the device that accepted the seat first.",
    );
  return answer(earlier);
}

async function sealHalf(
  context: NodeContext,
  caseId: string,
  half: Uint8Array,
  recipient: Uint8Array,
): Promise<Release> {
  const { party, blobs, wallet, contracts } = context;
  const sealed = await seal(encodeKeyHalf({ format: "crypto-doctor/key-half@1", caseId, party, half }), recipient);
  const cid = (await blobs.put(sealed)).toString();
  return { recipient, cid, signature: await signRelease(wallet, contracts.domain, { caseId, party, cid }) };
}
