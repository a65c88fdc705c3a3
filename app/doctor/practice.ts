import { randomBytes } from "node:crypto";
import type { Wallet } from "ethers";
import { sent } from "#chain/cases";
import type { Contracts } from "#chain/contracts";
import { amountOf } from "#chain/currency";
import { follow, pause } from "#chain/follow";
import { isPhase, isState, isTerminal, phaseName, seatStatusName, stateName } from "#chain/states";
import { acceptSeat, type DoctorTools, draftBallot, type OpenSeat, openingOf } from "#client/doctor";
import { DoctorError } from "#errors";
import { inTurn } from "#service/in-turn";
import type { Logger } from "#service/log";
import { CONSTANT_TAGS } from "#wire/codebook";
import { type Identity, recipientOf } from "#wire/seal";
import type { DoctorStore, KeptBallot } from "./store.ts";

const REVEAL_MS = 250;
/** No seat of such a case, or of its wave, has anything left to do. */
const hasEnded = (view: { state: bigint }) => isState(view, "NoQuorum") || isTerminal(stateName(view.state));

export interface SeatOffer {
  readonly caseId: string;
  /** Counts from 1: which panel of the case this is. */
  readonly wave: number;
  readonly seat: number;
  readonly doctor: string;
  readonly labels: readonly string[];
  /** What this seat is paid for agreeing, in whole tokens, and the token's symbol. */
  readonly bounty: string;
  readonly token: string;
  readonly commitBy: string;
}

/** The demo doctors of the local network, in one place: their seats, their pictures, their ballots. */
export class Practice {
  readonly #tools: DoctorTools;
  readonly #wallets: ReadonlyMap<string, Wallet>;
  readonly #identities: ReadonlyMap<string, Identity>;
  readonly #store: DoctorStore;
  readonly #log: Logger;
  readonly #cases = new Set<string>();
  readonly #opened = new Map<string, Promise<OpenSeat>>();
  /** Of each account. */
  readonly #turns: ReadonlyMap<string, ReturnType<typeof inTurn>>;

  constructor(options: {
    tools: DoctorTools;
    wallets: readonly Wallet[];
    identities: ReadonlyMap<string, Identity>;
    store: DoctorStore;
    log: Logger;
  }) {
    this.#tools = options.tools;
    this.#wallets = new Map(options.wallets.map((wallet) => [wallet.address.toLowerCase(), wallet]));
    this.#turns = new Map([...this.#wallets.keys()].map((doctor) => [doctor, inTurn()]));
    this.#identities = options.identities;
    this.#store = options.store;
    this.#log = options.log;
  }

  /** Seats of these doctors that wait for a vote. */
  async offers(): Promise<SeatOffer[]> {
    const { contracts } = this.#tools;
    const offers: SeatOffer[] = [];
    for (const caseId of this.#cases) {
      const view = await contracts.core.getCase(caseId);
      if (hasEnded(view)) this.#cases.delete(caseId);
      if (!isPhase(view, "Committing") && !isPhase(view, "Grace")) continue;
      const labels = await this.#labels(view.model);
      const seats = await contracts.core.seats(caseId);
      for (const [seat, { doctor, status }] of seats.entries()) {
        if (seatStatusName(status) !== "Seated" || !this.#wallets.has(doctor.toLowerCase())) continue;
        offers.push({
          caseId,
          wave: Number(view.wave),
          seat,
          doctor,
          labels,
          bounty: amountOf(contracts.currency, view.bounty / BigInt(seats.length)),
          token: contracts.currency.symbol,
          commitBy: new Date(Number(view.commitEnd) * 1000).toISOString(),
        });
      }
    }
    return offers;
  }

  /** The picture of a seat, as PNG. Accepts the seat if that has not happened. */
  async picture(caseId: string, doctor: string): Promise<Uint8Array> {
    return (await this.#open(caseId, doctor)).blob;
  }

  /** Commits a decision at once; it is revealed when that is allowed. */
  async decide(
    caseId: string,
    doctor: string,
    label: string,
  ): Promise<{ caseId: string; seat: number; doctor: string; state: "committed" }> {
    const { contracts } = this.#tools;
    const open = await this.#open(caseId, doctor);
    const wallet = this.#walletOf(doctor);
    const recipient = await recipientOf(this.#identityOf(doctor));
    const draft = await draftBallot(contracts, open, label, recipient, (bytes) => Uint8Array.from(randomBytes(bytes)));
    const { seat, wave, codebookRoot, rest } = open;
    const ballot: KeptBallot = {
      caseId,
      wave,
      seat,
      doctor,
      label,
      tag: draft.tag,
      salt: draft.salt,
      proof: openingOf(open, draft).proof,
      codebookRoot,
      rest,
    };
    if (this.#store.keep(ballot).salt !== ballot.salt)
      throw new DoctorError(
        "E709_ALREADY_DECIDED",
        "This seat has already decided.",
        "A vote cannot be changed once it is committed.",
      );
    try {
      await this.#turns.get(doctor.toLowerCase())!(() =>
        sent(contracts, contracts.core.connect(wallet).commit, caseId, seat, draft.commitment, draft.backup),
      );
    } catch (error) {
      this.#store.drop(ballot);
      throw error;
    }
    this.#store.mark(ballot, "committed");
    this.#log.info({ case: caseId, seat }, "vote committed");
    return { caseId, seat, doctor, state: "committed" };
  }

  /** Follows the chain for panels, and reveals what may be revealed, until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const { contracts } = this.#tools;
    const core = contracts.core;
    await Promise.all([
      follow({
        provider: contracts.provider,
        filter: { address: await core.getAddress(), topics: await core.filters.PanelDrawn().getTopicFilter() },
        from: contracts.fromBlock - 1,
        confirmations: 0,
        intervalMs: REVEAL_MS,
        signal,
        onLogs: (logs) => {
          for (const log of logs) this.#cases.add(String(core.interface.parseLog(log)!.args.caseId));
        },
        onError: (err) => this.#log.warn({ err }, "the chain does not answer"),
      }),
      this.#reveal(signal),
    ]);
  }

  async #reveal(signal: AbortSignal): Promise<void> {
    const { contracts } = this.#tools;
    while (!signal.aborted) {
      for (const ballot of this.#store.unrevealed()) {
        await this.#revealOne(contracts, ballot).catch((err) =>
          this.#log.warn({ err, case: ballot.caseId }, "reveal put off"),
        );
      }
      await pause(REVEAL_MS, signal);
    }
  }

  async #revealOne(contracts: Contracts, ballot: KeptBallot): Promise<void> {
    const { caseId, seat, tag, salt, proof, codebookRoot, rest, doctor } = ballot;
    const view = await contracts.core.getCase(caseId);
    const phase = phaseName(view.phase);
    if (Number(view.wave) !== ballot.wave) this.#store.mark(ballot, "revealed");
    else if (phase === "Revealing") {
      const status = seatStatusName((await contracts.core.seats(caseId))[seat]!.status);
      if (status === "Committed")
        await this.#turns.get(doctor.toLowerCase())!(() =>
          sent(contracts, contracts.core.connect(this.#walletOf(doctor)).reveal, caseId, codebookRoot, rest, [
            { seat, tag, salt, proof: [...proof] as [string, string, string] },
          ]),
        );
      this.#store.mark(ballot, "revealed");
      this.#log.info({ case: caseId, seat }, "vote revealed");
    } else if (phase === "Settling" || hasEnded(view)) this.#store.mark(ballot, "revealed");
  }

  #open(caseId: string, doctor: string): Promise<OpenSeat> {
    const key = `${caseId}/${doctor.toLowerCase()}`;
    const opening = this.#opened.get(key) ?? this.#accept(caseId, doctor);
    this.#opened.set(key, opening);
    // A failed acceptance may succeed later, when a node that was away is back.
    opening.catch(() => this.#opened.delete(key));
    return opening;
  }

  async #accept(caseId: string, doctor: string): Promise<OpenSeat> {
    const { contracts } = this.#tools;
    const wallet = this.#walletOf(doctor);
    const [view, seats] = await Promise.all([contracts.core.getCase(caseId), contracts.core.seats(caseId)]);
    const seat = seats.findIndex((held) => held.doctor.toLowerCase() === doctor.toLowerCase());
    if (seat < 0)
      throw new DoctorError(
        "E702_NOT_FOUND",
        "That doctor holds no seat in this case.",
        "GET /cases lists the open seats.",
      );
    const open = await acceptSeat(
      this.#tools,
      { caseId, wave: Number(view.wave), seat },
      wallet,
      this.#identityOf(doctor),
    );
    this.#log.info({ case: caseId, seat }, "seat accepted, picture checked against both share hashes");
    return open;
  }

  async #labels(model: bigint): Promise<readonly string[]> {
    return [...(await this.#tools.model(Number(model))).labels, ...Object.keys(CONSTANT_TAGS)];
  }

  #walletOf(doctor: string): Wallet {
    const wallet = this.#wallets.get(doctor.toLowerCase());
    if (!wallet)
      throw new DoctorError(
        "E702_NOT_FOUND",
        "That is none of the doctors of this service.",
        "GET /cases lists the open seats and their doctors.",
      );
    return wallet;
  }

  #identityOf(doctor: string): Identity {
    return this.#identities.get(doctor.toLowerCase())!;
  }
}
