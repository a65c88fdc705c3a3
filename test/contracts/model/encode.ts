import { AbiCoder, id, keccak256, type TypedDataDomain, TypedDataEncoder, type TypedDataField, ZeroHash } from "ethers";
import { tagText } from "#chain/codebook-tree";
import {
  acceptanceTypes,
  ballotDigest,
  commitTypes,
  licenceTypes,
  openCaseTypes,
  rejectionTypes,
  reportTypes,
} from "#chain/typed-data";
import { Directory__factory, ICryptoDoctor__factory, IssuerGate__factory } from "#contracts";
import type { Call } from "./calls.ts";
import { CAST, wallets } from "./cast.ts";
import type { Request } from "./opening.ts";
import { codebookOf, INPUT_HASHES, saltText } from "./secrets.ts";
import type { Ballot, Licence, World } from "./state.ts";
import type { Commit } from "./voting.ts";

/** The model's calls as calldata of the real contracts, with every signature, proof and digest that they check. */

const NO_PERMIT = { value: 0, deadline: 0, v: 0, r: ZeroHash, s: ZeroHash };
const NO_PROOF: [string, string, string] = [id("no"), id("proof"), id("at all")];
export const RECIPIENT = id("age recipient");
export const MODEL_DIGEST = id("model");
const core = ICryptoDoctor__factory.createInterface();
const gate = IssuerGate__factory.createInterface();
const directory = Directory__factory.createInterface();

export interface Addresses {
  readonly core: string;
  readonly gate: string;
  readonly directory: string;
  readonly chainId: bigint;
}

export class Encoder {
  private readonly domain: TypedDataDomain;
  private readonly gateDomain: TypedDataDomain;
  private readonly at: Addresses;
  private readonly digests = new Map<string, string>();

  constructor(at: Addresses) {
    const { chainId } = at;
    this.at = at;
    this.domain = { name: "CryptoDoctor", version: "1", chainId, verifyingContract: at.core };
    this.gateDomain = { name: "CryptoDoctor IssuerGate", version: "1", chainId, verifyingContract: at.gate };
  }

  /** What a doctor's client commits to; hashed by ethers, not by the contract. */
  commitment(b: Ballot | "noise" | "empty"): string {
    if (b === "empty") return ZeroHash;
    if (b === "noise") return id("noise");
    const key = `${b.caseId} ${b.wave} ${b.doctor} ${b.tag} ${b.salt}`;
    let digest = this.digests.get(key);
    if (!digest) {
      const ballot = { ...b, caseId: String(b.caseId), tag: tagText(b.tag), salt: saltText(b.salt) };
      digest = ballotDigest(this.domain, ballot);
      this.digests.set(key, digest);
    }
    return digest;
  }

  call(w: World, call: Call, by: string): { to: string; data: string } {
    const { at } = this;
    const on = (fn: string, ...args: unknown[]) => ({
      to: at.core,
      data: core.encodeFunctionData(fn as "cancel", args as never),
    });
    switch (call.fn) {
      case "openCase":
        return on("openCase", this.request(call.request, w.cases.length + 1, 1), NO_PERMIT);
      case "openCaseFor": {
        const request = this.request(call.request, w.cases.length + 1, 1);
        const { patient, index, expiry, genuine } = call.signed;
        const message = { patient, ...request, index, expiry };
        const signature = this.sign(genuine ? patient : CAST.stranger.address, openCaseTypes, message);
        return on("openCaseFor", patient, request, NO_PERMIT, expiry, signature);
      }
      case "extend": {
        const wave = (w.cases[call.caseId - 1]?.wave ?? 1) + 1;
        return on("extend", call.caseId, this.request(call.request, call.caseId, wave), NO_PERMIT);
      }
      case "report":
        return on("report", ...this.report(w, call));
      case "rejectDealing":
        return on("rejectDealing", ...this.rejection(w, call));
      case "cancel":
      case "skipReport":
      case "reseed":
      case "settle":
      case "close":
        return on(call.fn, call.caseId);
      case "commit":
        return on("commit", call.caseId, call.commit.seat, this.commitment(call.commit.ballot), backup(call.commit));
      case "commitBatch":
        return on(
          "commitBatch",
          call.caseId,
          call.commits.map((x) => this.signedCommit(w, call.caseId, x)),
        );
      case "flag":
      case "decline":
      case "replaceMissing":
        return on(call.fn, call.caseId, call.seat);
      case "snitch":
        return on("snitch", call.caseId, call.seat, tagText(call.shown.tag), saltText(call.shown.salt));
      case "presentAcceptance": {
        const { signed, ...acceptance } = call.acceptance;
        const a = { ...acceptance, caseId: call.caseId, recipient: RECIPIENT, expiry: 1 };
        return on("presentAcceptance", a, this.sign(signed ? a.doctor : CAST.stranger.address, acceptanceTypes, a));
      }
      case "reveal": {
        const wave = w.cases[call.caseId - 1]?.wave ?? 1;
        const { root, rest, proof } = codebookOf(call.caseId, wave);
        const openings = call.openings.map((o) => ({
          seat: o.seat,
          tag: tagText(o.ballot.tag),
          salt: saltText(o.ballot.salt),
          proof: o.proven ? proof(o.ballot.tag) : NO_PROOF,
        }));
        return on("reveal", call.caseId, call.ownCodebook ? root : id("another root"), rest, openings);
      }
      case "register":
        return on(
          "register",
          { ...call.terms, recipient: RECIPIENT, bond: call.bond },
          this.licence(by, call.licence),
          NO_PERMIT,
        );
      case "setTerms":
        return on("setTerms", call.terms.ask, call.terms.cap, RECIPIENT);
      case "setAvailable":
        return on("setAvailable", call.available);
      case "renewLicence":
        return on("renewLicence", this.licence(by, call.licence));
      case "suspend":
        return on("suspend", call.id);
      case "addBond":
        return on("addBond", call.amount, NO_PERMIT);
      case "removeBond":
        return on("removeBond", call.amount, call.to);
      case "bondPair":
        return on("bondPair", call.of.pair, call.of.party, call.amount, NO_PERMIT);
      case "leavePair":
        return on("leavePair", call.of.pair, call.of.party, call.amount);
      case "takePairBond":
      case "takeFees":
        return on(call.fn, call.of.pair, call.of.party, call.to);
      case "proveEquivocation":
        return on("proveEquivocation", call.of.pair, call.of.party, ...this.evidence(w, call));
      case "claimRefund":
        return on("claimRefund", call.caseId, call.to);
      case "withdraw":
        return on("withdraw", call.to);
      case "revoke":
        return {
          to: at.gate,
          data: gate.encodeFunctionData("revoke", [this.licenceDigest(call.doctor, call.licence)]),
        };
      case "pauseNewCases":
        return { to: at.directory, data: directory.encodeFunctionData("pauseNewCases", [call.paused]) };
    }
  }

  private request({ emptyCommitment, ...request }: Request, caseId: number, wave: number) {
    const { commit, manifest, nonce } = codebookOf(caseId, wave);
    return { ...request, caseCommit: emptyCommitment ? ZeroHash : commit, manifest, nonce };
  }

  private evidence(w: World, { of, evidence: e }: Extract<Call, { fn: "proveEquivocation" }>): object[] {
    const [h0, h1] = INPUT_HASHES;
    const by = e.genuine ? (w.pairs[of.pair - 1]?.signers[of.party] ?? CAST.stranger.address) : CAST.stranger.address;
    return [0, 1].map((i) => {
      const caseId = e.sameCase ? e.caseId : e.caseId + i;
      const data = { caseId, set: 0, maskedClass: 0, confidence: e.sameReport ? 5_000 : 5_000 + 250 * i, h0, h1 };
      const rest = { wave: 1, pair: of.pair, model: MODEL_DIGEST };
      return { data, ...rest, signature: this.sign(by, reportTypes, { ...data, ...rest }) };
    });
  }

  private report(w: World, { caseId, reported: { signed, ...r } }: Extract<Call, { fn: "report" }>): unknown[] {
    const c = w.cases[caseId - 1];
    const [h0, h1] = INPUT_HASHES;
    const data = { caseId, ...r, h0, h1 };
    const message = { ...data, wave: c?.wave ?? 1, pair: c?.pair ?? 1, model: MODEL_DIGEST };
    const [first, second] = w.pairs[(c?.pair ?? 1) - 1].signers;
    return [data, this.sign(first, reportTypes, message), this.sign(signed ? second : first, reportTypes, message)];
  }

  private rejection(w: World, { caseId, set, signed }: Extract<Call, { fn: "rejectDealing" }>): unknown[] {
    const c = w.cases[caseId - 1];
    const message = { caseId, wave: c?.wave ?? 1, pair: c?.pair ?? 1, set, evidence: id("evidence") };
    const [first, second] = w.pairs[message.pair - 1].signers;
    const signatures = [first, signed ? second : first].map((by) => this.sign(by, rejectionTypes, message));
    return [caseId, set, message.evidence, ...signatures];
  }

  private signedCommit(w: World, caseId: number, x: Commit): object {
    const c = w.cases[caseId - 1];
    const commitment = this.commitment(x.ballot);
    const doctor = w.doctors[(c?.seats[x.seat]?.doctor ?? 1) - 1].account;
    const backupHash = keccak256(backup(x));
    const message = { caseId, wave: c?.wave ?? 1, seat: x.seat, commitment, backupHash };
    const signature = this.sign(x.signed ? doctor : CAST.stranger.address, commitTypes, message);
    return { seat: x.seat, commitment, backup: backup(x), signature };
  }

  private licence(doctor: string, l: Licence): string {
    const by = l.forged ? CAST.stranger : CAST.issuer;
    const signature = by.signingKey.sign(this.licenceDigest(doctor, l)).serialized;
    return AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "uint32", "uint40", "bytes"],
      [id(`person ${l.person}`), l.institution, l.expiry, signature],
    );
  }

  private licenceDigest(doctor: string, { person, institution, expiry }: Licence): string {
    const message = { doctor, person: id(`person ${person}`), institution, expiry };
    return TypedDataEncoder.hash(this.gateDomain, licenceTypes, message);
  }

  private sign(by: string, types: Record<string, TypedDataField[]>, message: object): string {
    return wallets.get(by)!.signingKey.sign(TypedDataEncoder.hash(this.domain, types, message)).serialized;
  }
}

const backup = (x: Commit): string => `0x${"ab".repeat(x.backup)}`;
