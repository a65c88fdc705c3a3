import type { Contracts } from "#chain/contracts";
import { paymentsOf } from "#chain/payments";
import { type Phase, phaseName, type SeatStatus, type State, seatStatusName, stateName } from "#chain/states";

/** A seat of one doctor, as the chain has it. Times in seconds, money in the token's smallest unit. */
export interface SeatOnChain {
  readonly caseId: string;
  readonly wave: number;
  readonly seat: number;
  readonly doctor: string;
  readonly status: SeatStatus;
  readonly state: State;
  readonly phase: Phase;
  readonly model: number;
  readonly commitment: string;
  readonly seats: number;
  readonly committed: number;
  /** What this seat is paid for agreeing. */
  readonly pay: bigint;
  readonly commitEnd: number;
  readonly revealEnd: number;
  readonly paid: bigint;
}

/** Every seat that a doctor holds or held, the newest case first. */
export async function seatsOf(contracts: Contracts, doctor: string): Promise<SeatOnChain[]> {
  const { core, fromBlock } = contracts;
  const [id, drawn, replaced] = await Promise.all([
    core.doctorId(doctor),
    core.queryFilter(core.filters.PanelDrawn(), fromBlock),
    core.queryFilter(core.filters.SeatReplaced(undefined, undefined, undefined, doctor), fromBlock),
  ]);
  const cases = new Set([
    ...drawn.filter(({ args }) => panelIds(args.panel).includes(id)).map(({ args }) => args.caseId),
    ...replaced.map(({ args }) => args.caseId),
  ]);
  const found = await Promise.all([...cases].map((caseId) => seatOf(contracts, String(caseId), doctor)));
  return found.filter((seat) => seat !== undefined).sort((a, b) => Number(b.caseId) - Number(a.caseId));
}

const ID_BITS = 24n;

/** The doctors' ids in a panel, as its event packs it: seat 0 lowest. */
export function panelIds(panel: bigint): bigint[] {
  const ids = [];
  for (let rest = panel; rest > 0n; rest >>= ID_BITS) ids.push(BigInt.asUintN(24, rest));
  return ids;
}

/** The doctor's seat in one case, or `undefined` when there is none (any more). */
export async function seatOf(contracts: Contracts, caseId: string, doctor: string): Promise<SeatOnChain | undefined> {
  const { core } = contracts;
  const [view, seats] = await Promise.all([core.getCase(caseId), core.seats(caseId)]);
  const seat = seats.findIndex((held) => held.doctor.toLowerCase() === doctor.toLowerCase());
  if (seat < 0) return undefined;
  const { status, commitment } = seats[seat]!;
  const state = stateName(view.state);
  const ended = state !== "Open" && state !== "Voting";
  const paid = ended ? (await paymentsOf(contracts, caseId)).doctors.get(doctor.toLowerCase()) : undefined;
  return {
    caseId,
    wave: Number(view.wave),
    seat,
    doctor,
    status: seatStatusName(status),
    state,
    phase: phaseName(view.phase),
    model: Number(view.model),
    commitment,
    seats: seats.length,
    committed: seats.filter((one) => ["Committed", "Revealed"].includes(seatStatusName(one.status))).length,
    pay: view.bounty / BigInt(seats.length || 1),
    commitEnd: Number(view.commitEnd),
    revealEnd: Number(view.revealEnd),
    paid: paid ?? 0n,
  };
}
