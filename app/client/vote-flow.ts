import { sent } from "#chain/cases";
import { DoctorError } from "#errors";
import type { Identity, Recipient } from "#wire/seal";
import { type Actor, networkStep } from "./actor.ts";
import { type BallotOpening, openingFor } from "./custody.ts";
import { type BallotDraft, draftBallot, type OpenSeat, openingOf } from "./doctor.ts";
import type { Random } from "./prepare.ts";
import { type SeatOnChain, seatOf } from "./seats.ts";
import type { Step } from "./steps.ts";

export interface Voting extends Actor {
  readonly open: OpenSeat;
  readonly label: string;
  /** The recipient that the doctor registered: the backup in the event is sealed to it. */
  readonly backupTo: Recipient;
  readonly random: Random;
  /** Keeps the opening on this device; it must have, before the commitment leaves. */
  readonly keep: (opening: BallotOpening & { label: string }) => Promise<void>;
  readonly draft?: BallotDraft;
}

/** From a choice to a sealed vote on chain. The opening is kept before the commitment is sent. */
export const commitSteps: readonly Step<Voting>[] = [
  networkStep(),
  {
    id: "phase",
    async run(state) {
      const seat = await seatOf(state.contracts, state.open.caseId, state.open.doctor);
      if (seat?.status !== "Seated" || !["Committing", "Grace"].includes(seat.phase)) throw over();
      return state;
    },
  },
  {
    id: "keep",
    async run(state) {
      const { contracts, open, label, backupTo, random } = state;
      const draft = state.draft ?? (await draftBallot(contracts, open, label, backupTo, random));
      await state.keep({ tag: draft.tag, salt: draft.salt, label });
      return { ...state, draft };
    },
  },
  {
    id: "commit",
    async run(state) {
      const { contracts, signer, open, draft } = state;
      const { core } = contracts;
      await sent(contracts, core.connect(signer).commit, open.caseId, open.seat, draft!.commitment, draft!.backup);
      return state;
    },
  },
];

export interface Revealing extends Actor {
  readonly seat: SeatOnChain;
  /** The seat's package, opened again if need be: a proof needs the codebook. */
  readonly reopen: () => Promise<OpenSeat>;
  readonly kept: BallotOpening | undefined;
  readonly identity: Identity | undefined;
  readonly opening?: BallotOpening;
}

/** Opens a committed vote, from the device that cast it or from any other with the doctor's key file. */
export const revealSteps: readonly Step<Revealing>[] = [
  networkStep(),
  {
    id: "recover",
    run: async (state) => ({
      ...state,
      opening: await openingFor(state.contracts, state.seat, state.kept, state.identity),
    }),
  },
  {
    id: "reveal",
    async run(state) {
      const { contracts, signer, seat, opening } = state;
      const now = await seatOf(contracts, seat.caseId, seat.doctor);
      if (now?.status === "Revealed") return state;
      if (now?.phase !== "Revealing") throw over();
      const open = await state.reopen();
      await sent(contracts, contracts.core.connect(signer).reveal, seat.caseId, open.codebookRoot, open.rest, [
        openingOf(open, opening!),
      ]);
      return state;
    },
  },
];

const over = () =>
  new DoctorError("E522_PHASE", "The case is not in that phase.", "Look at the case again: its dates say when.");
