import { sha256 } from "@noble/hashes/sha2.js";
import { codebookRoot } from "#chain/codebook-tree";
import type { Weights } from "#models/graph/graph";
import { encodeBlob } from "#models/imaging/blob";
import { decodePicture } from "#models/imaging/decode";
import { toFixed } from "#models/imaging/fixed";
import type { Picture } from "#models/imaging/picture";
import { modelInput } from "#models/imaging/transform";
import { requirePictureInRange } from "#models/reference/fixed";
import { quantise } from "#models/reference/quantise";
import { type ModelDescription, readingGraph } from "#models/zoo/description";
import { readingWeights } from "#models/zoo/model";
import { type Dealing, dealFrom, drawOrigin } from "#mpc/deal/deal";
import type { Plan } from "#mpc/plan/plan";
import type { Kernels } from "#mpc/ring/kernels";
import { expandInput, shareInput } from "#mpc/share/split";
import type { NewHash } from "#mpc/tape/material";
import { box } from "#wire/boxed";
import { encodeBundle } from "#wire/bundle";
import { ringBytes, unhex } from "#wire/bytes";
import { type Codebook, codebook } from "#wire/codebook";
import { halfHash, split } from "#wire/halves";
import { inputShareHash } from "#wire/input-hash";
import { encodePackage } from "#wire/package";
import { encodeRecord } from "#wire/record";

export type Random = (bytes: number) => Uint8Array;
type Two<T> = readonly [T, T];

/** Material sets in a case: one is audited, one is used, one is the spare for a run that broke off. */
export const SETS = 3;

/** What the patient's device keeps: with it, and the chain, prediction and diagnosis can be read. Nobody else has it. */
export interface CaseSecrets {
  readonly labels: readonly string[];
  /** 128-bit ballot tag of each class, as hex. */
  readonly tags: readonly string[];
  /** For each material set: the masked class j is class `permutation[j]`. */
  readonly permutations: readonly (readonly number[])[];
}

/** One material set before it is dealt. */
export interface PreparedSet {
  /** Of each party's half, as they stand in the bundles. */
  readonly keys: Two<Uint8Array>;
  /** Both halves, plain: to be sealed, and then forgotten. */
  readonly deal: () => Pick<Dealing, "set0" | "set1">;
}

export interface PreparedCase {
  /** Plain bundles: each is to be sealed to its own node, and then forgotten. */
  readonly bundles: Two<Uint8Array>;
  /** Material sets, dealt one at a time when they are asked for: those of a large network are large. */
  readonly sets: readonly PreparedSet[];
  readonly package: Uint8Array;
  readonly record: Uint8Array;
  readonly packageHalfHashes: Two<Uint8Array>;
  readonly recordHalfHashes: Two<Uint8Array>;
  readonly preimage: CasePreimage;
  readonly secrets: CaseSecrets;
}

/** What stands, with the manifest's digest, under the commitment on chain. */
export interface CasePreimage {
  readonly codebookRoot: Uint8Array;
  readonly inputHashes: Two<Uint8Array>;
  readonly consent: boolean;
  readonly nonce: Uint8Array;
}

/**
 * Everything that happens on the patient's device before anything leaves it: X from the picture by the model's own
 * transform, its shares, what every material set is dealt from, codebook, permutations, keys and their halves. Every seed
 * is drawn on its own. No I/O: `random` is the only source of entropy.
 * @throws DoctorError E142_OUT_OF_RANGE for a picture that the model cannot read under encryption; nothing was dealt
 */
export function prepareCase(options: {
  picture: Picture;
  model: ModelDescription;
  /** Where the weights are public: then a picture that would leave the ring's range is refused here. */
  weights?: Weights;
  plan: Plan;
  kernels: Kernels;
  patient: string;
  consent: boolean;
  random: Random;
  /** SHA-256 of the host, where it is faster than the one in JavaScript */
  newHash?: NewHash;
}): PreparedCase {
  const { model, plan, kernels, random, consent } = options;
  const blob = encodeBlob(options.picture);
  const input = modelInputOf(blob, model);
  const { weights } = options;
  if (weights) requirePictureInRange(quantise(readingGraph(model), readingWeights({ ...model, weights })), input);
  const nonce = random(32);
  const rho: [Uint8Array, Uint8Array] = [random(32), random(32)];
  const inputSeed = random(32);
  const shares = sharesOf(kernels, input, inputSeed);
  const inputHashes: [Uint8Array, Uint8Array] = [
    inputShareHash(nonce, 0, rho[0], shares[0]),
    inputShareHash(nonce, 1, rho[1], shares[1]),
  ];

  const origins = Array.from({ length: SETS }, () => drawOrigin(plan, random));
  const keys = origins.map(() => [random(32), random(32)] as const);

  const codebookSeed = random(32);
  const book = codebook(codebookSeed, sha256(blob), model.labels.length);
  const preimage = { codebookRoot: unhex(codebookRoot(book.leaves)), inputHashes, consent, nonce };

  const packageKey = random(32);
  const recordKey = random(32);
  const packageHalves = split(packageKey, random);
  const recordHalves = split(recordKey, random);

  const bundle = (party: 0 | 1) =>
    encodeBundle({
      format: "crypto-doctor/bundle@2",
      party,
      patient: unhex(options.patient),
      model: unhex(model.digest),
      preimage,
      rho: rho[party],
      input: party === 0 ? inputSeed : ringBytes(shares[1]),
      setKeys: keys.map((pair) => pair[party]),
      packageHalf: packageHalves[party],
      ...(consent && { recordHalf: recordHalves[party] }),
    });

  const labels = [...model.labels];
  return {
    bundles: [bundle(0), bundle(1)],
    sets: origins.map((origin, i) => ({
      keys: keys[i]!,
      deal: () => dealFrom(kernels, plan, origin, options.newHash),
    })),
    package: box(
      encodePackage({ format: "crypto-doctor/package@1", blob, labels, inputSeed, rho, codebookSeed, consent, nonce }),
      packageKey,
      random(24),
    ),
    record: box(
      encodeRecord({ format: "crypto-doctor/record@1", entries: recordEntries(labels, book) }),
      recordKey,
      random(24),
    ),
    packageHalfHashes: [halfHash(packageHalves[0]), halfHash(packageHalves[1])],
    recordHalfHashes: [halfHash(recordHalves[0]), halfHash(recordHalves[1])],
    preimage,
    secrets: { labels, tags: book.tags.map(tagHex), permutations: origins.map(({ permutation }) => permutation) },
  };
}

/** The ring elements of the picture in `blob`, as patient, nodes' hashes and doctors all compute them. */
export const modelInputOf = (blob: Uint8Array, model: ModelDescription): Int32Array =>
  toFixed(modelInput(decodePicture(blob), model.transform), model.graph.activationBits);

export const sharesOf = (kernels: Kernels, input: Int32Array, seed: Uint8Array): Two<Int32Array> => [
  expandInput(kernels, seed, input.length),
  shareInput(kernels, input, seed),
];

const tagHex = (tag: bigint): string => `0x${tag.toString(16).padStart(32, "0")}`;
const recordEntries = (labels: readonly string[], book: Codebook) =>
  labels.map((label, i) => ({ label, tag: unhex(tagHex(book.tags[i]!)) }));
