import { sha256 } from "@noble/hashes/sha2.js";
import type { Signer } from "ethers";
import { caseCommit, caseRest } from "#chain/case-commit";
import { openedCase, reportOf } from "#chain/cases";
import { codebookProof, codebookRoot } from "#chain/codebook-tree";
import type { Contracts } from "#chain/contracts";
import { acceptanceTypes, ballotDigest } from "#chain/typed-data";
import { DoctorError } from "#errors";
import type { ModelDescription } from "#models/zoo/description";
import type { Kernels } from "#mpc/ring/kernels";
import type { BlobStore } from "#storage/blobs";
import { cidOfDigest, parseCid } from "#storage/cid";
import { unbox } from "#wire/boxed";
import { hex, unhex } from "#wire/bytes";
import { CONSTANT_TAGS, type Codebook, codebook } from "#wire/codebook";
import { inputShareHash } from "#wire/input-hash";
import { decodeManifest, MAX_MANIFEST } from "#wire/manifest";
import { decodePackage, MAX_PACKAGE, type Package } from "#wire/package";
import { type Identity, type Recipient, recipientOf, seal } from "#wire/seal";
import { modelInputOf, type Random, sharesOf } from "./prepare.ts";
import { collectKey, type Post } from "./release.ts";

/** A seat that its doctor has accepted, with the picture, checked. */
export interface OpenSeat {
  readonly caseId: string;
  readonly wave: number;
  readonly seat: number;
  readonly doctor: string;
  readonly blob: Uint8Array;
  readonly labels: readonly string[];
  /** The model that read the picture, or was to. */
  readonly model: ModelDescription;
  readonly book: Codebook;
  /** Both halves of the case commitment's preimage, which a reveal shows. */
  readonly codebookRoot: string;
  readonly rest: string;
}

export interface DoctorTools {
  readonly contracts: Contracts;
  readonly blobs: BlobStore;
  readonly kernels: Kernels;
  /** A model by its number on chain: `modelReader`. */
  readonly model: (id: number) => Promise<ModelDescription>;
  readonly post: Post;
  readonly now: () => number;
}

const ACCEPTANCE_SECONDS = 600;

/**
 * Accepts a seat: signs the acceptance, collects both key halves, opens the package, and checks that the patient was
 * honest: the codebook is the committed one, and the picture gives exactly the input that the nodes signed for.
 * @throws DoctorError E206_DISHONEST_PACKAGE: the doctor flags the case
 */
export async function acceptSeat(
  tools: DoctorTools,
  seatOf: { caseId: string; wave: number; seat: number },
  signer: Signer,
  identity: Identity,
): Promise<OpenSeat> {
  const { contracts, blobs } = tools;
  const { caseId, wave, seat } = seatOf;
  const doctor = await signer.getAddress();
  const opened = await openedCase(contracts, caseId);
  const manifest = decodeManifest(await blobs.get(cidOfDigest(unhex(opened.manifest)), { maxBytes: MAX_MANIFEST }));
  const acceptance = {
    caseId,
    wave,
    seat,
    doctor,
    recipient: hex(await recipientOf(identity)),
    expiry: Math.floor(tools.now() / 1000) + ACCEPTANCE_SECONDS,
  };
  const signature = await signer.signTypedData(contracts.domain, acceptanceTypes, acceptance);
  const key = await collectKey({
    ...tools,
    pair: opened.pair,
    caseId,
    path: "acceptances",
    body: { acceptance, signature },
    hashes: manifest.packageHalves,
    identity,
  });
  const boxed = await blobs.get(parseCid(manifest.package.cid), {
    maxBytes: Math.min(manifest.package.size, MAX_PACKAGE),
  });
  const contents = decodePackage(unbox(boxed, key));
  const model = await tools.model(opened.model);

  const book = codebook(contents.codebookSeed, sha256(contents.blob), model.labels.length);
  const inputHashes = inputHashesOf(tools.kernels, contents, model);
  const preimage = {
    codebookRoot: unhex(codebookRoot(book.leaves)),
    inputHashes,
    consent: contents.consent,
    nonce: contents.nonce,
    manifest: opened.manifest,
  };
  const report = await reportOf(contracts, opened);
  const reportFits = !report || (report.args.h0 === hex(inputHashes[0]) && report.args.h1 === hex(inputHashes[1]));
  const labelsFit = contents.labels.join("\n") === model.labels.join("\n");
  if (caseCommit(preimage) !== opened.caseCommit || !reportFits || !labelsFit) {
    throw new DoctorError(
      "E206_DISHONEST_PACKAGE",
      "The package does not fit what the patient committed to, or not what the machine read.",
      "Flag the case: you lose nothing by it.",
    );
  }
  return {
    caseId,
    wave,
    seat,
    doctor,
    blob: contents.blob,
    labels: contents.labels,
    model,
    book,
    codebookRoot: codebookRoot(book.leaves),
    rest: caseRest(preimage),
  };
}

function inputHashesOf(
  kernels: Kernels,
  { blob, inputSeed, nonce, rho }: Package,
  model: ModelDescription,
): [Uint8Array, Uint8Array] {
  const [x0, x1] = sharesOf(kernels, modelInputOf(blob, model), inputSeed);
  return [inputShareHash(nonce, 0, rho[0], x0), inputShareHash(nonce, 1, rho[1], x1)];
}

/** A vote before it is sent. Without the salt it can never be opened: keep it before the commitment goes out. */
export interface BallotDraft {
  readonly label: string;
  readonly tag: string;
  readonly salt: string;
  readonly commitment: string;
  /** The opening, encrypted to the doctor's own registered recipient: it stands in the commit's event. */
  readonly backup: Uint8Array;
}

/** @throws DoctorError E113_UNKNOWN_LABEL */
export async function draftBallot(
  contracts: Contracts,
  open: OpenSeat,
  label: string,
  backupTo: Recipient,
  random: Random,
): Promise<BallotDraft> {
  const constant = (CONSTANT_TAGS as Record<string, bigint>)[label];
  const value = constant ?? open.book.tags[open.labels.indexOf(label)];
  if (value === undefined)
    throw new DoctorError(
      "E113_UNKNOWN_LABEL",
      "That is not one of this case's answers.",
      `Choose one of: ${[...open.labels, ...Object.keys(CONSTANT_TAGS)].join(", ")}.`,
    );
  const tag = tagText(value);
  const salt = hex(random(32));
  const commitment = ballotDigest(contracts.domain, {
    caseId: open.caseId,
    wave: open.wave,
    doctor: open.doctor,
    tag,
    salt,
  });
  const backup = await seal(new TextEncoder().encode(JSON.stringify({ tag, salt })), backupTo);
  return { label, tag, salt, commitment, backup };
}

const tagText = (tag: bigint): string => `0x${tag.toString(16).padStart(32, "0")}`;
const NO_PROOF = [`0x${"00".repeat(32)}`, `0x${"00".repeat(32)}`, `0x${"00".repeat(32)}`] as [string, string, string];

/** The arguments of `reveal` for one seat. A constant answer needs no proof. */
export function openingOf(open: Pick<OpenSeat, "seat" | "book">, { tag, salt }: Pick<BallotDraft, "tag" | "salt">) {
  const constant = Object.values(CONSTANT_TAGS).includes(BigInt(tag) as never);
  return { seat: open.seat, tag, salt, proof: constant ? NO_PROOF : codebookProof(open.book.leaves, BigInt(tag)) };
}
