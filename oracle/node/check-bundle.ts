import { sha256 } from "@noble/hashes/sha2.js";
import { caseCommit } from "#chain/case-commit";
import { DoctorError } from "#errors";
import { volume } from "#models/graph/shape";
import type { Plan } from "#mpc/plan/plan";
import type { Kernels } from "#mpc/ring/kernels";
import { expandInput } from "#mpc/share/split";
import { decodeMaterial } from "#mpc/tape/material";
import { type Bundle, decodeBundle } from "#wire/bundle";
import { equal, hex, ringElements } from "#wire/bytes";
import { halfHash } from "#wire/halves";
import { inputShareHash } from "#wire/input-hash";
import type { Manifest } from "#wire/manifest";

/** What the chain and the manifest say about a case, against which its bundle is held. */
export interface Expected {
  readonly party: 0 | 1;
  readonly patient: string;
  readonly modelDigest: string;
  readonly manifest: string;
  readonly caseCommit: string;
}

export interface CheckedBundle extends Bundle {
  /** X_i */
  readonly share: Int32Array;
  /** SHA-256 of each material set, the name under which its use is marked. */
  readonly materialIds: readonly Uint8Array[];
}

/**
 * Accepts a decrypted bundle only if it is this party's, this model's, this patient's and this case's, and its input
 * share is the one that was committed to. Nothing of it is used before.
 * @throws DoctorError E110_MALFORMED, E332_FOREIGN_BUNDLE, E333_WRONG_INPUT, E32x for a set no run could use
 */
export function checkBundle(
  bytes: Uint8Array,
  manifest: Manifest,
  expected: Expected,
  plan: Plan,
  kernels: Kernels,
): CheckedBundle {
  const bundle = decodeBundle(bytes);
  const { party } = expected;
  const materialIds = bundle.sets.map((set) => sha256(set));
  const commit = caseCommit({ ...bundle.preimage, manifest: expected.manifest });
  const foreign =
    (bundle.party !== party && "another party") ||
    (hex(bundle.patient) !== expected.patient.toLowerCase() && "another patient") ||
    ((hex(bundle.model) !== expected.modelDigest.toLowerCase() || !equal(bundle.model, manifest.model)) &&
      "another model") ||
    (commit.toLowerCase() !== expected.caseCommit.toLowerCase() && "another case") ||
    (!equal(halfHash(bundle.packageHalf), manifest.packageHalves[party]) && "another package key") ||
    (bundle.preimage.consent !== (bundle.recordHalf !== undefined) && "another consent") ||
    ((materialIds.length !== manifest.sets.length ||
      materialIds.some((id, i) => !equal(id, manifest.sets[i]![party]))) &&
      "another dealing") ||
    (bundle.recordHalf && !equal(halfHash(bundle.recordHalf), manifest.recordHalves[party]) && "another record key");
  if (foreign) {
    throw new DoctorError(
      "E332_FOREIGN_BUNDLE",
      `The bundle belongs to ${foreign}.`,
      "The case cannot be read by this node; the patient gets the escrow back or the maximum bounty stands.",
    );
  }

  for (const set of bundle.sets) decodeMaterial(plan, party, set);
  const elements = inputElements(plan);
  const length = party === 0 ? 32 : elements * 4;
  if (bundle.input.length !== length)
    throw new DoctorError(
      "E333_WRONG_INPUT",
      "The input share has the wrong length.",
      "The patient's client prepared it for another model.",
    );
  const share = party === 0 ? expandInput(kernels, bundle.input, elements) : ringElements(bundle.input);
  if (!equal(inputShareHash(bundle.preimage.nonce, party, bundle.rho, share), bundle.preimage.inputHashes[party])) {
    throw new DoctorError(
      "E333_WRONG_INPUT",
      "The input share is not the one that the patient committed to.",
      "The patient's client is at fault.",
    );
  }
  return { ...bundle, share, materialIds };
}

function inputElements({ graph }: Plan): number {
  const input = graph.nodes.find((node) => node.op === "input")!;
  return volume(input.shape);
}
