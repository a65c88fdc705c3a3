import Type, { type Static } from "typebox";
import { Address, CidText, Closed, Decimal, Digest } from "./schema.ts";

const Signature = Type.String({ pattern: "^0x([0-9a-fA-F]{2}){1,4096}$" });
const Small = (maximum: number) => Type.Integer({ minimum: 0, maximum });

/** A seated doctor's acceptance, as posted to each node (EIP-712 `Acceptance`). */
export const AcceptanceRequest = Closed({
  acceptance: Closed({
    caseId: Decimal,
    wave: Small(255),
    seat: Small(255),
    doctor: Address,
    recipient: Digest,
    expiry: Small(2 ** 40),
  }),
  signature: Signature,
});
export type AcceptanceRequest = Static<typeof AcceptanceRequest>;

/** The curator's request for the record key of a settled, consenting case (EIP-712 `RecordRequest`). */
export const RecordRequest = Closed({
  request: Closed({ caseId: Decimal, recipient: Digest, expiry: Small(2 ** 40) }),
  signature: Signature,
});
export type RecordRequest = Static<typeof RecordRequest>;

/** A node's answer to either: where its sealed key half lies, signed (EIP-712 `Release`). */
export const ReleaseAnswer = Closed({ caseId: Decimal, party: Small(1), cid: CidText, signature: Signature });
export type ReleaseAnswer = Static<typeof ReleaseAnswer>;

/** A doctor's decision, as posted to the doctor service. */
export const DecisionRequest = Closed({
  caseId: Decimal,
  doctor: Address,
  label: Type.String({ minLength: 1, maxLength: 40 }),
});
export type DecisionRequest = Static<typeof DecisionRequest>;

/** Stages of a case at a node, in their order; the last three end it. */
const RUN_STAGES = [
  "waiting",
  "bundle",
  "seed",
  "material",
  "peer",
  "audit",
  "setup",
  "layers",
  "signing",
  "reported",
  "refused",
  "gone",
] as const;

/** How far a node is with a case; `layer` while it computes: which comes next, and rounds that are over, of all. */
export const RunProgress = Closed({
  stage: Type.Enum([...RUN_STAGES]),
  layer: Type.Optional(
    Closed({
      id: Type.String({ maxLength: 64 }),
      index: Small(2 ** 16),
      of: Small(2 ** 16),
      rounds: Small(2 ** 24),
      ofRounds: Small(2 ** 24),
    }),
  ),
});
export type RunProgress = Static<typeof RunProgress>;

/** Node to node, first of all: which case a session is about. */
export const Call = Closed({ caseId: Decimal });

/** Node to node, before a run: which case, and the first material set that the sender has not used. */
export const Hello = Closed({ caseId: Decimal, firstUnused: Small(4), modelDigest: Digest });
export type Hello = Static<typeof Hello>;

/**
 * Node to node: what the sender's half of the audited set follows from. Party 1 adds the permutation when the whole set is
 * honest, and otherwise lets its half follow, which then is the evidence.
 */
export const Shown = Closed({
  audited: Small(3),
  seed: Digest,
  permutation: Type.Optional(Type.Array(Small(255), { maxItems: 256 })),
});

/** Node to node, when the mark is on the sender's disk. */
export const Marked = Closed({ marked: Small(4) });

/** Node to node, after a run: the signature on the report that both computed. */
export const Countersign = Closed({ digest: Digest, signature: Signature });
export type Countersign = Static<typeof Countersign>;
