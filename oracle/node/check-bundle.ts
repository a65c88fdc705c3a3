import { caseCommit } from "#chain/case-commit";
import { DoctorError } from "#errors";
import { volume } from "#models/graph/shape";
import type { Plan } from "#mpc/plan/plan";
import type { Kernels } from "#mpc/ring/kernels";
import { expandInput } from "#mpc/share/split";
import { materialBytes } from "#mpc/tape/material";
import { type Bundle, decodeBundle } from "#wire/bundle";
import { equal, hex, ringElements } from "#wire/bytes";
import { halfHash } from "#wire/halves";
import { inputShareHash } from "#wire/input-hash";
import type { Manifest, SetItem } from "#wire/manifest";
import { sealedLength } from "#wire/sealed-set";

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
  readonly sets: readonly CaseSet[];
}

/** This party's half of one material set, not yet fetched: where it lies, its key, and the name its use is marked under. */
export interface CaseSet extends SetItem {
  readonly key: Uint8Array;
}

/**
 * Accepts a decrypted bundle only if it is this party's, this model's, this patient's and this case's, and its input
 * share is the one that was committed to. Nothing of it is used before.
 * @throws DoctorError E110_MALFORMED, E332_FOREIGN_BUNDLE, E333_WRONG_INPUT
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
  const items = manifest.sets.map((halves) => halves[party]);
  const setBytes = sealedLength(materialBytes(plan, party));
  const commit = caseCommit({ ...bundle.preimage, manifest: expected.manifest });
  const foreign =
    (bundle.party !== party && "another party") ||
    (hex(bundle.patient) !== expected.patient.toLowerCase() && "another patient") ||
    ((hex(bundle.model) !== expected.modelDigest.toLowerCase() || !equal(bundle.model, manifest.model)) &&
      "another model") ||
    (commit.toLowerCase() !== expected.caseCommit.toLowerCase() && "another case") ||
    (!equal(halfHash(bundle.packageHalf), manifest.packageHalves[party]) && "another package key") ||
    (bundle.preimage.consent !== (bundle.recordHalf !== undefined) && "another consent") ||
    ((bundle.setKeys.length !== items.length || items.some(({ size }) => size !== setBytes)) && "another dealing") ||
    (bundle.recordHalf && !equal(halfHash(bundle.recordHalf), manifest.recordHalves[party]) && "another record key");
  if (foreign) {
    throw new DoctorError(
      "E332_FOREIGN_BUNDLE",
      `The bundle belongs to ${foreign}.`,
      "The case cannot be read by this node; the patient gets the escrow back or the maximum bounty stands.",
    );
  }

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
  return { ...bundle, share, sets: items.map((item, i) => ({ ...item, key: bundle.setKeys[i]! })) };
}

function inputElements({ graph }: Plan): number {
  const input = graph.nodes.find((node) => node.op === "input")!;
  return volume(input.shape);
}
