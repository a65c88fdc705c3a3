import type { Contracts } from "#chain/contracts";
import { isRelease } from "#chain/requests";
import { DoctorError } from "#errors";
import type { BlobStore } from "#storage/blobs";
import { parseCid } from "#storage/cid";
import { ReleaseAnswer } from "#wire/api";
import { join } from "#wire/halves";
import { decodeKeyHalf, MAX_KEY_HALF } from "#wire/key-half";
import { check } from "#wire/schema";
import { type Identity, unseal } from "#wire/seal";

/** Posts JSON and gives the JSON answer; throws a DoctorError when the other side refuses. */
export type Post = (url: string, body: unknown) => Promise<unknown>;

/**
 * Asks both nodes of a pair for their key half, checks who signed each answer and each half's published hash, and joins.
 * @param path `acceptances` or `records`
 * @throws DoctorError E204_WRONG_HALF, E413_WRONG_RELEASE
 */
export async function collectKey(options: {
  contracts: Contracts;
  pair: number;
  caseId: string;
  path: "acceptances" | "records";
  body: unknown;
  hashes: readonly [Uint8Array, Uint8Array];
  identity: Identity;
  blobs: BlobStore;
  post: Post;
}): Promise<Uint8Array> {
  const { contracts, caseId, blobs } = options;
  const { endpoints, signers } = await contracts.directory.getPair(options.pair);
  const half = async (party: 0 | 1) => {
    const answer = check(
      ReleaseAnswer,
      await options.post(`${endpoints[party]}/${options.path}`, options.body),
      `answer of node ${party}`,
    );
    const { signature, ...message } = answer;
    const bySigner = await isRelease(contracts, signers[party]!, message, signature);
    if (!bySigner || answer.caseId !== caseId || answer.party !== party) throw wrong(party);
    const opened = decodeKeyHalf(
      await unseal(await blobs.get(parseCid(answer.cid), { maxBytes: MAX_KEY_HALF }), options.identity),
    );
    if (opened.caseId !== caseId || opened.party !== party) throw wrong(party);
    return opened.half;
  };
  return join(await Promise.all([half(0), half(1)]), options.hashes);
}

const wrong = (party: number) =>
  new DoctorError(
    "E413_WRONG_RELEASE",
    `Node ${party} answered with a release that is not its own or not for this case.`,
    "Try again; if it stays so, the node is at fault.",
  );
