import { createHash, randomBytes } from "node:crypto";
import type { Signer } from "ethers";
import { openedCase, sent, settlementOf } from "#chain/cases";
import type { Contracts } from "#chain/contracts";
import { pause } from "#chain/follow";
import { isTerminal } from "#chain/states";
import { type Admitted, admit } from "#client/admit";
import { extendCase, requireExtendable } from "#client/extend";
import type { AdmittedModel } from "#client/models";
import { type CaseTerms, openCase, type PatientView, patientView, pushDue } from "#client/patient";
import { prepareCase } from "#client/prepare";
import { type PublishedCase, publishCase } from "#client/publish";
import { DoctorError } from "#errors";
import type { Weights } from "#models/graph/graph";
import type { StudyOptions } from "#models/imaging/study";
import { readingGraph } from "#models/zoo/description";
import { planOf } from "#mpc/plan/plan";
import type { Kernels } from "#mpc/ring/kernels";
import type { Logger } from "#service/log";
import type { BlobStore } from "#storage/blobs";
import { hex, unhex } from "#wire/bytes";
import { openJpeg } from "../openjpeg.ts";
import type { PatientStore } from "./store.ts";

const random = (bytes: number): Uint8Array => Uint8Array.from(randomBytes(bytes));
const WATCH_MS = 500;

export interface DeskOptions {
  readonly contracts: Contracts;
  readonly store: PatientStore;
  readonly signer: Signer;
  readonly blobs: BlobStore;
  readonly kernels: Kernels;
  /** The models that a case may name now. */
  readonly models: () => Promise<readonly AdmittedModel[]>;
  /** The weights of a model by its digest, if they are public. */
  readonly weights: (digest: string) => Weights | undefined;
  /** Name of the one that reads a case which names none. */
  readonly model: string;
  readonly terms: Omit<CaseTerms, "model">;
  readonly log: Logger;
  /** Called once for each consenting case that was settled, with its line of CSV. */
  readonly onDecided: (line: string) => void;
}

export interface Submission extends Pick<StudyOptions, "slice" | "window"> {
  readonly consent: boolean;
  /** Name of an admitted model; without it the standard one. */
  readonly model?: string;
  /** The sender has seen that this may be no head MR. */
  readonly acceptUnsure?: boolean;
}

/** A wave that is ready to be opened. */
interface Sealed {
  readonly picture: Admitted["picture"];
  readonly admitted: Accepted["picture"];
  readonly model: AdmittedModel;
  readonly terms: CaseTerms;
  readonly published: PublishedCase;
  readonly nonce: string;
}

export interface Accepted {
  readonly caseId: string;
  readonly wave: number;
  readonly links: Record<string, string>;
  readonly removed: readonly string[];
  /** What the picture was made of, what was left behind, and what to look at. */
  readonly picture: Pick<Admitted, "source" | "files" | "slice" | "deidentification" | "warnings" | "plausibility">;
  readonly modelInput: { model: string; size: number; transform: string };
  readonly price: { least: string; most: string; token: string; decimals: number };
  readonly uploads: readonly { what: string; cid: string; bytes: number }[];
}

/** What the patient does with a case: prepare, publish, open, follow, read. */
export class PatientDesk {
  readonly #options: DeskOptions;
  /** One transaction of this account after another, so that nonces never collide. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** From a person's files to an open case. Nothing leaves, and nothing is paid, before the picture is known to be good. */
  async submit(files: readonly Uint8Array[], submission: Submission): Promise<Accepted> {
    const { contracts, store, signer } = this.#options;
    const sealed = await this.#seal(files, submission);
    const { published, terms, nonce } = sealed;
    const caseId = await this.#inTurn(() => openCase(contracts, signer, terms, published, nonce));
    store.opened(published.caseCommit, caseId);
    return this.#accepted(caseId, sealed);
  }

  /**
   * Asks another panel after a vote without majority. This service keeps no picture: it is sent again, and everything is
   * drawn afresh, so that nobody can tell what the two panels' ballots have in common.
   * @throws DoctorError E702_NOT_FOUND, E530_NO_WAVE
   */
  async extend(caseId: string, files: readonly Uint8Array[], submission: Submission): Promise<Accepted> {
    const { contracts, store, signer } = this.#options;
    await this.view(caseId);
    await requireExtendable(contracts, caseId);
    const sealed = await this.#seal(files, submission);
    const { published, terms, nonce } = sealed;
    await this.#inTurn(() => extendCase(contracts, signer, caseId, terms, published, nonce));
    store.opened(published.caseCommit, caseId);
    return this.#accepted(caseId, sealed);
  }

  /** Prepared, published, and its secrets kept: all but the transaction. */
  async #seal(files: readonly Uint8Array[], { consent, model: name, ...wanted }: Submission): Promise<Sealed> {
    const { contracts, store, signer, kernels, blobs } = this.#options;
    const { picture, ...admitted } = await admit(files, { ...wanted, openJpeg });
    const model = await this.#model(name);
    const terms = { ...this.#options.terms, model: model.id };
    const prepared = prepareCase({
      picture,
      model,
      weights: this.#options.weights(model.digest),
      plan: planOf(readingGraph(model)),
      kernels,
      patient: await signer.getAddress(),
      consent,
      random,
      newHash: () => createHash("sha256"),
    });
    const { recipients } = await contracts.directory.getPair(terms.pair);
    const to = [unhex(recipients[0]!), unhex(recipients[1]!)] as const;
    const published = await publishCase(prepared, unhex(model.digest), to, blobs);
    store.add(published.caseCommit, consent, prepared.secrets);
    return { picture, admitted, model, terms, published, nonce: hex(prepared.preimage.nonce) };
  }

  async #accepted(caseId: string, sealed: Sealed): Promise<Accepted> {
    const { contracts, log } = this.#options;
    const { picture, admitted, model, terms, published } = sealed;
    const { wave } = await openedCase(contracts, caseId);
    log.info(
      { case: caseId, wave, uploaded: published.uploads.reduce((sum, { bytes: size }) => sum + size, 0) },
      "case opened",
    );
    return {
      caseId,
      wave,
      links: { self: `/cases/${caseId}`, manifest: `ipfs://${published.manifestCid}` },
      removed: picture.removed,
      picture: admitted,
      modelInput: {
        model: model.name,
        size: model.transform.size,
        transform: `${model.transform.id}@${model.transform.version}`,
      },
      price: {
        least: String(await contracts.core.quoteBounty(terms.maximum, 10_000)),
        most: String(terms.maximum),
        token: contracts.currency.symbol,
        decimals: contracts.currency.decimals,
      },
      uploads: published.uploads,
    };
  }

  /** Every model that a case may name, and which of them reads a case that names none. */
  async models() {
    const models = await this.#options.models();
    return models.map(({ name, labels, digest, card, transform }) => ({
      name,
      labels,
      digest: `0x${digest}`,
      card: `ipfs://${card}`,
      size: transform.size,
      standard: name === this.#options.model,
    }));
  }

  /** The newest admitted model of a name. @throws DoctorError E335_UNKNOWN_MODEL */
  async #model(name = this.#options.model): Promise<AdmittedModel> {
    const model = (await this.#options.models()).findLast((admitted) => admitted.name === name);
    if (!model)
      throw new DoctorError(
        "E335_UNKNOWN_MODEL",
        "There is no model of that name.",
        "GET /models lists those that a case may name.",
      );
    return model;
  }

  /** @throws DoctorError E702_NOT_FOUND for a case that is not this patient's */
  async view(caseId: string): Promise<PatientView> {
    const kept = this.#options.store.byId(caseId);
    if (!kept)
      throw new DoctorError(
        "E702_NOT_FOUND",
        "This patient has no such case.",
        "Use the number that the answer to POST /image gave.",
      );
    return patientView(this.#options.contracts, caseId, kept.secrets);
  }

  /** Finds cases again whose opening was cut off, pushes what is due, and tells each decided case once. */
  async watch(signal: AbortSignal): Promise<void> {
    const { store, log } = this.#options;
    await this.#recover().catch((err) => log.warn({ err }, "could not look for cases that were cut off"));
    while (!signal.aborted) {
      for (const { caseId } of store.untold())
        await this.#attend(caseId!).catch((err) => log.warn({ err, case: caseId }, "could not look after a case"));
      await pause(WATCH_MS, signal);
    }
  }

  async #recover(): Promise<void> {
    const { contracts, store, signer, log } = this.#options;
    const cut = store.unopened();
    if (cut.length === 0) return;
    const { core, fromBlock } = contracts;
    const patient = await signer.getAddress();
    const [opened, extended] = await Promise.all([
      core.queryFilter(core.filters.CaseOpened(undefined, patient), fromBlock),
      core.queryFilter(core.filters.CaseExtended(undefined, patient), fromBlock),
    ]);
    const events = [...opened, ...extended];
    for (const { caseCommit } of cut) {
      const event = events.find(({ args }) => args.request.caseCommit.toLowerCase() === caseCommit.toLowerCase());
      if (!event) continue;
      store.opened(caseCommit, String(event.args.caseId));
      log.info({ case: String(event.args.caseId) }, "case found again");
    }
  }

  async #attend(caseId: string): Promise<void> {
    const { contracts, store, signer, log } = this.#options;
    const done = await this.#inTurn(() => pushDue(contracts, signer, caseId));
    if (done) log.info({ case: caseId }, done);
    const view = await this.view(caseId);
    if (!isTerminal(view.state)) return;
    const { consent, createdAt } = store.byId(caseId)!;
    const settled = await settlementOf(contracts, caseId);
    if (consent && settled && view.diagnosis) {
      const decided = new Date((await settled.getBlock()).timestamp * 1000).toISOString();
      const { label, agreeing, seats } = view.diagnosis;
      this.#options.onDecided(
        [
          caseId,
          createdAt,
          decided,
          label,
          agreeing,
          seats,
          view.prediction?.label ?? "",
          view.prediction?.confidence ?? "",
          view.bounty.current,
        ].join(","),
      );
    }
    await this.#collect(caseId);
    store.tell(caseId);
  }

  /** Takes back what a case returned. */
  async #collect(caseId: string): Promise<void> {
    const { contracts, signer } = this.#options;
    const { core } = contracts;
    const address = await signer.getAddress();
    if ((await core.getCase(caseId)).refund > 0n)
      await this.#inTurn(() => sent(contracts, core.connect(signer).claimRefund, caseId, address));
    // The node fee of a report that never came.
    if ((await core.credit(address)) > 0n)
      await this.#inTurn(() => sent(contracts, core.connect(signer).withdraw, address));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}
