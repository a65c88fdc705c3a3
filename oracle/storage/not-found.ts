import type { CID } from "multiformats/cid";
import { DoctorError } from "#errors";

export const notFound = (cid: CID, cause?: unknown) =>
  new DoctorError(
    "E602_BLOB_NOT_FOUND",
    `The IPFS server does not have ${cid}.`,
    "Ask the uploader to keep it pinned, or set IPFS_RPC_URL to a server that has it.",
    cause,
  );
