import type { Action, Call } from "./calls.ts";
import { CAST } from "./cast.ts";
import { type Request, reportEnd } from "./opening.ts";
import type { Random } from "./random.ts";
import { tagsOf } from "./secrets.ts";
import { type Ballot, type CaseState, isTerminal, type Licence, type Stake, type World } from "./state.ts";
import { everyoneVoted, isComplete, revealEnd, revealStart } from "./times.ts";
import type { Commit } from "./voting.ts";

/**
 * Random play: mostly what the phase asks for, often at the very edge of a deadline, sometimes by the wrong person, with
 * the wrong signature, proof or seat, or at the wrong time. Everything is drawn before it is known how it ends.
 */

const address = ({ address }: { address: string }): string => address;
const DOCTORS = CAST.doctors.map(address);
const PATIENTS = [...CAST.patients.map(address), DOCTORS[0]];
const EVERYONE = [...DOCTORS, ...PATIENTS, CAST.stranger.address, ...CAST.nodes.map(address)];
const USD = 1_000_000n;

const nothing = (): Stake => ({ bond: 0n, leaving: 0n, leavesAt: 0, taken: 0n });

export function newWorld(r: Random): World {
  const wrongSlash = BigInt(r.pick([0, 333, 1_000, 2_500]));
  const money = new Map(
    [...DOCTORS, ...CAST.patients.map(address), ...CAST.nodes.map(address)].map((account) => [account, 40_000n * USD]),
  );
  return {
    p: {
      seedDelay: r.int(1, 4),
      reportTime: r.int(1, 600),
      commitTime: r.int(1, 3_600),
      grace: r.pick([0, 1, 1_200, 3_601]),
      revealTime: r.int(1, 900),
      closeTime: r.pick([0, 300]),
      floorShare: BigInt(r.pick([1_000, 4_000, 7_777, 10_000])),
      readingShare: BigInt(r.pick([0, 2_000, 3_333, 5_000])),
      wrongSlash,
      silentSlash: 2n * wrongSlash + BigInt(r.int(0, Number(5_000n - 2n * wrongSlash))),
      minBond: 20n * USD,
      pairBond: r.pick([0n, 50n * USD]),
    },
    pairs: [
      {
        signers: [CAST.nodes[0].address, CAST.nodes[1].address],
        fee: BigInt(r.pick([0, 1, 3, 1_000_001])),
        active: true,
        earned: 0n,
        stakes: [nothing(), nothing()],
      },
      {
        signers: [CAST.nodes[2].address, CAST.nodes[3].address],
        fee: BigInt(r.int(0, 999)),
        active: r.chance(70),
        earned: 0n,
        stakes: [nothing(), nothing()],
      },
    ],
    models: [
      { minSeatPay: BigInt(r.pick([0, 1, 2_000_000])), labels: 3, active: true },
      { minSeatPay: r.money(0n, 3n * USD), labels: 2, active: r.chance(70) },
    ],
    paused: false,
    doctors: [],
    cases: [],
    credits: new Map(),
    tokens: money,
    pool: 0n,
    licences: new Map(),
    openings: new Map(),
    holders: new Map(),
    revoked: new Set(),
  };
}

const MOODS = [
  "calm",
  "calm",
  "calm",
  "late",
  "calm",
  "split",
  "flagged",
  "late",
  "declined",
  "leaky",
  "cancelled",
  "forged",
];
/** Cases differ in what tends to happen to them, so that every ending is common. */
const moodOf = (c: CaseState): string => MOODS[c.id % MOODS.length];

const act = (by: string, call: Call, wait = 1, mine = 0): Action => ({ by, call, wait, mine });

export class Player {
  private readonly r: Random;
  private readonly w: World;
  /** cases at a time: waiting for one's deadline ruins the others, so most worlds have few */
  private readonly together: number;
  private now = 0;

  constructor(r: Random, w: World) {
    this.r = r;
    this.w = w;
    this.together = r.pick([1, 1, 2, 4]);
  }

  /** Nodes and doctors come first: enough for a panel in most worlds, too few in some. */
  newcomers(time: number): Action[] {
    const stakes = CAST.nodes.map(({ address }, i) =>
      act(address, { fn: "bondPair", of: { pair: 1 + (i >> 1), party: i & 1 }, amount: (50n + BigInt(i)) * USD }),
    );
    const count = this.r.pick([2, 6, 8, 9, 10, 10, 11, 12, 12, 12]);
    return [...stakes, ...DOCTORS.slice(0, count).map((account, i) => act(account, this.register(i, time)))];
  }

  next(time: number, mayOpen: boolean): Action {
    this.now = time;
    const { r, w } = this;
    const live = w.cases.filter((c) => !isTerminal(c.state));
    if (mayOpen && (live.length === 0 || (live.length < this.together && r.chance(25)))) return this.open(time);
    if (r.chance(5)) return this.aboutDoctors(time);
    if (live.length === 0 || r.chance(2)) return this.mischief(time);
    const c = r.pick(live);
    const action = this.onCase(c, time);
    return r.chance(3) ? { ...action, by: r.pick(EVERYONE) } : action;
  }

  /** What a stranger can do to bring a case to its end; undefined if it has one. */
  finish(c: CaseState, time: number): Action | undefined {
    const by = CAST.stranger.address;
    const until = (end: number) => Math.max(1, end + 1 - time);
    if (isTerminal(c.state)) return undefined;
    if (c.state === "Open") return act(by, { fn: "skipReport", caseId: c.id }, until(reportEnd(this.w, c)), 8);
    if (c.state === "NoQuorum") return act(by, { fn: "close", caseId: c.id }, until(c.closeEnd));
    return act(by, { fn: "settle", caseId: c.id }, until(revealEnd(this.w, c)));
  }

  private open(time: number): Action {
    const { r, w } = this;
    if (w.paused && r.chance(70)) return act(CAST.guardian.address, { fn: "pauseNewCases", paused: false });
    const request = this.request();
    const wait = r.int(1, 60);
    if (r.chance(85)) return act(r.pick(PATIENTS), { fn: "openCase", request }, wait);
    const patient = r.pick(PATIENTS);
    const index = (w.openings.get(patient) ?? 0) + (r.chance(95) ? 0 : 1);
    const signed = { patient, index, expiry: time + wait + r.pick([-1, 0, 0, 100]), genuine: r.chance(95) };
    return act(this.someone(), { fn: "openCaseFor", request, signed }, wait);
  }

  private request(): Request {
    const { r, w } = this;
    return {
      pair: r.chance(97) ? (w.pairs[1].active ? r.int(1, 2) : 1) : r.int(0, 3),
      model: r.chance(97) ? (w.models[1].active ? r.int(1, 2) : 1) : r.int(0, 3),
      seats: r.chance(97) ? r.pick([3, 3, 5, 7]) : r.int(0, 9),
      maximum: r.chance(95) ? r.money(25n * USD, 120n * USD) : r.chance(50) ? r.money(0n, 25n * USD) : r.money(0n, 20n),
      emptyCommitment: r.chance(2),
    };
  }

  private onCase(c: CaseState, time: number): Action {
    if (c.state === "Open") return this.beforePanel(c, time);
    if (c.state === "Voting") return this.atTheVote(c, time);
    if (this.r.chance(60)) {
      const wait = this.r.chance(80) ? 1 : this.until(c.closeEnd, time);
      return act(c.patient, { fn: "extend", caseId: c.id, request: this.request() }, wait);
    }
    return act(this.someone(), { fn: "close", caseId: c.id }, this.until(c.closeEnd, time));
  }

  private beforePanel(c: CaseState, time: number): Action {
    const { r } = this;
    const mine = r.chance(10) ? 0 : r.chance(3) ? r.int(250, 262) : r.int(2, 5);
    const dice = r.int(0, 99);
    if (dice < (moodOf(c) === "cancelled" ? 70 : 2))
      return act(r.chance(80) ? c.patient : this.someone(), { fn: "cancel", caseId: c.id }, 1, r.int(0, 3));
    if (dice < 8) return act(this.someone(), { fn: "reseed", caseId: c.id }, 1, mine);
    if (dice < 18) {
      return act(this.someone(), { fn: "skipReport", caseId: c.id }, this.until(reportEnd(this.w, c), time), mine);
    }
    if (dice < (moodOf(c) === "forged" ? 80 : 20)) {
      const call: Call = { fn: "rejectDealing", caseId: c.id, set: r.int(0, 3), signed: r.chance(90) };
      return act(this.someone(), call, r.int(1, 30), mine);
    }
    const labels = this.w.models[c.model - 1].labels;
    const reported = {
      confidence: r.chance(95) ? 250 * r.int(1, 40) : r.pick([0, 1, 251, 10_250]),
      set: r.int(0, 3),
      maskedClass: r.chance(96) ? r.int(0, labels - 1) : labels,
      signed: r.chance(96),
    };
    return act(this.someone(), { fn: "report", caseId: c.id, reported }, r.int(1, 30), mine);
  }

  private atTheVote(c: CaseState, time: number): Action {
    const { r, w } = this;
    const open = c.seats.map((seat, i) => ({ seat, i })).filter(({ seat }) => seat.vote === undefined);
    if (isComplete(c) || r.chance(2) || time > revealEnd(w, c)) {
      return act(this.someone(), { fn: "settle", caseId: c.id }, r.chance(30) ? this.until(revealEnd(w, c), time) : 1);
    }
    if (everyoneVoted(c) || (time >= revealStart(w, c) && r.chance(95)) || r.chance(2)) return this.opening(c, time);
    if (r.chance(moodOf(c) === "late" ? 25 : 1)) return this.reachForDeadline(c, time);
    const sealed = c.seats.map((seat, i) => ({ seat, i })).filter(({ seat }) => typeof seat.ballot === "object");
    if (sealed.length > 0 && r.chance(moodOf(c) === "leaky" ? 25 : 1)) {
      const { seat, i } = r.pick(sealed);
      const shown = { ...(seat.ballot as Ballot) };
      if (r.chance(4)) shown.salt++;
      Object.assign(shown, { caseId: c.id, wave: c.wave, doctor: w.doctors[seat.doctor - 1].account });
      return act(this.someone(), { fn: "snitch", caseId: c.id, seat: i, shown });
    }
    const { seat, i } = r.pick(open);
    const doctor = w.doctors[seat.doctor - 1].account;
    const dice = r.int(0, 99);
    if (dice < (moodOf(c) === "flagged" ? 70 : 3)) return act(doctor, { fn: "flag", caseId: c.id, seat: i });
    if (dice < (moodOf(c) === "declined" ? 50 : 7))
      return act(doctor, { fn: "decline", caseId: c.id, seat: i }, r.int(1, 20));
    if (dice < 12) {
      const acceptance = {
        seat: i,
        doctor: r.chance(90) ? doctor : r.pick(DOCTORS),
        wave: r.chance(95) ? c.wave : c.wave + 1,
        signed: r.chance(95),
      };
      return act(this.someone(), { fn: "presentAcceptance", caseId: c.id, acceptance });
    }
    if (dice < 14) return act(this.someone(), { fn: "replaceMissing", caseId: c.id, seat: i });
    if (dice < 22) {
      const chosen = r.shuffle(open).slice(0, r.int(1, open.length));
      const commits = chosen.map((x) => ({ ...this.vote(c, x.i), signed: r.chance(97) }));
      return act(this.someone(), { fn: "commitBatch", caseId: c.id, commits }, r.int(1, 20));
    }
    return act(doctor, { fn: "commit", caseId: c.id, commit: this.vote(c, i) }, r.int(1, 60));
  }

  /** To commitEnd, the middle and the end of the grace period, a second around each. */
  private reachForDeadline(c: CaseState, time: number): Action {
    const { r, w } = this;
    const { grace } = w.p;
    const end = c.commitEnd + r.pick([0, 0, Math.floor(grace / 2), grace - 1, grace]);
    const seat = r.int(0, c.seats.length - 1);
    const by = w.doctors[c.seats[seat].doctor - 1].account;
    const wait = this.until(end - 1, time);
    const dice = r.int(0, 9);
    if (dice < 5) return act(this.someone(), { fn: "replaceMissing", caseId: c.id, seat }, wait);
    if (dice < 7) return act(by, { fn: "decline", caseId: c.id, seat }, wait);
    return act(by, { fn: "commit", caseId: c.id, commit: this.vote(c, seat) }, wait);
  }

  private vote(c: CaseState, at: number): Commit {
    const { r, w } = this;
    const seat = c.seats[at];
    const dice = r.int(0, 99);
    const backup = dice === 99 ? r.pick([512, 513]) : r.int(0, 3);
    const tags = tagsOf(c.id, c.wave);
    const tag =
      moodOf(c) === "split"
        ? r.pick(tags)
        : dice < 68
          ? tags[0]
          : dice < 83
            ? r.pick(tags)
            : dice < 93
              ? BigInt(r.int(1, 2))
              : BigInt(r.int(0, 9));
    const doctor = seat ? w.doctors[seat.doctor - 1].account : CAST.stranger.address;
    const ballot: Ballot = { caseId: c.id, wave: c.wave, doctor, tag, salt: r.word() };
    if (dice === 96) ballot.doctor = r.pick(DOCTORS);
    return { seat: at, backup, ballot: dice === 97 ? "noise" : dice === 98 ? "empty" : ballot };
  }

  private opening(c: CaseState, time: number): Action {
    const { r, w } = this;
    const sealed = c.seats
      .map((seat, i) => ({ seat, i }))
      .filter(({ seat }) => r.chance(2) || seat.vote === "committed");
    const chosen = r.chance(15) ? r.shuffle(sealed).slice(0, r.int(0, 2)) : sealed;
    const openings = chosen.map(({ seat, i }) => {
      const doctor = w.doctors[seat.doctor - 1].account;
      const known = typeof seat.ballot === "object" ? seat.ballot : undefined;
      const ballot = { ...(known ?? { caseId: c.id, wave: c.wave, doctor, tag: tagsOf(c.id, c.wave)[0], salt: 1 }) };
      if (r.chance(1)) ballot.tag = r.pick(tagsOf(c.id, c.wave));
      if (r.chance(1)) ballot.salt++;
      // The chain fills in whose ballot it must be.
      Object.assign(ballot, { doctor, caseId: c.id, wave: c.wave });
      return { seat: i, ballot, proven: r.chance(99) && tagsOf(c.id, c.wave).includes(ballot.tag) };
    });
    const edge = everyoneVoted(c) ? time : r.pick([revealStart(w, c) - 1, revealStart(w, c) - 2, revealEnd(w, c)]);
    return act(
      this.someone(),
      { fn: "reveal", caseId: c.id, ownCodebook: r.chance(98), openings },
      this.until(edge, time),
    );
  }

  private register(i: number, time: number): Call {
    const { r } = this;
    const terms = { ask: r.chance(75) ? 0n : r.money(0n, 12n * USD), cap: r.pick([1, 2, 4, 64]) };
    const bond = r.chance(95) ? r.money(20n * USD, 300n * USD) : r.money(0n, 20n * USD);
    return { fn: "register", terms, bond, licence: this.licence(i, time) };
  }

  private licence(i: number, time: number): Licence {
    const { r } = this;
    return {
      person: r.chance(95) ? i : r.int(0, DOCTORS.length - 1),
      institution: r.chance(75) ? 100 + i : r.int(1, 3),
      expiry: r.chance(96)
        ? r.pick([4_000_000_000, 4_294_967_295, 8_000_000_000]) + r.int(0, 9)
        : time + r.int(0, 5_000),
      forged: r.chance(2),
    };
  }

  private aboutDoctors(time: number): Action {
    const { r, w } = this;
    const i = r.int(0, DOCTORS.length - 1);
    const by = DOCTORS[i];
    const amount = r.pick([0n, 1n, r.money(0n, 100n * USD), r.money(0n, 400n * USD)]);
    const calls: Call[] = [
      this.register(i, time),
      this.register(i, time),
      {
        fn: "setTerms",
        terms: { ask: r.chance(80) ? 0n : r.money(0n, 9n * USD), cap: r.chance(90) ? r.int(1, 64) : r.pick([0, 65]) },
      },
      { fn: "setAvailable", available: true },
      { fn: "setAvailable", available: true },
      { fn: "setAvailable", available: false },
      { fn: "renewLicence", licence: this.licence(i, time) },
      { fn: "addBond", amount },
      { fn: "addBond", amount },
      { fn: "removeBond", amount, to: r.pick([by, CAST.stranger.address]) },
      { fn: "removeBond", amount, to: by },
      { fn: "withdraw", to: r.pick([by, CAST.stranger.address]) },
    ];
    if (r.chance(80)) calls.push({ fn: "suspend", id: r.int(1, w.doctors.length + 1) });
    if (r.chance(15)) return this.aboutStakes();
    return act(by, r.pick(calls), r.int(1, 30));
  }

  private aboutStakes(): Action {
    const { r, w } = this;
    const of = { pair: r.chance(90) ? r.int(1, 2) : r.int(0, 3), party: r.chance(95) ? r.int(0, 1) : 2 };
    const stake = w.pairs[of.pair - 1]?.stakes[of.party];
    const by = r.chance(85) ? (w.pairs[of.pair - 1]?.signers[of.party] ?? this.someone()) : this.someone();
    const dice = r.int(0, 11);
    if (dice > 9) return act(by, { fn: "takeFees", of, to: r.pick([by, CAST.stranger.address]) });
    if (dice < 4) return act(by, { fn: "bondPair", of, amount: r.money(0n, 60n * USD) });
    if (dice < 6)
      return act(by, {
        fn: "leavePair",
        of,
        amount: r.chance(50) ? r.money(0n, 9n * USD) : (stake?.bond ?? 0n) + BigInt(r.int(0, 1)),
      });
    if (dice < 9) {
      const wait = stake?.leaving && r.chance(50) ? this.until(stake.leavesAt, this.now) : 1;
      return act(by, { fn: "takePairBond", of, to: r.pick([by, CAST.stranger.address]) }, wait);
    }
    const evidence = { caseId: r.int(1, 9), sameCase: r.chance(90), sameReport: r.chance(10), genuine: r.chance(85) };
    return act(this.someone(), { fn: "proveEquivocation", of, evidence });
  }

  private mischief(time: number): Action {
    const { r, w } = this;
    const caseId = r.int(0, w.cases.length + 1);
    const seat = r.int(0, 8);
    const held = [...w.licences.entries()];
    const calls: Action[] = [
      ...(["cancel", "skipReport", "reseed", "settle", "close"] as const).map((fn) =>
        act(this.someone(), { fn, caseId }),
      ),
      ...(["flag", "decline", "replaceMissing"] as const).map((fn) => act(this.someone(), { fn, caseId, seat })),
      act(r.pick([CAST.guardian.address, CAST.stranger.address]), { fn: "pauseNewCases", paused: r.chance(30) }),
      act(CAST.guardian.address, { fn: "pauseNewCases", paused: false }),
      act(this.someone(), { fn: "withdraw", to: CAST.stranger.address }),
      act(r.chance(80) ? (w.cases[caseId - 1]?.patient ?? this.someone()) : this.someone(), {
        fn: "claimRefund",
        caseId,
        to: CAST.stranger.address,
      }),
    ];
    if (held.length > 0 && r.chance(30)) {
      const [doctor, licence] = r.pick(held);
      const by = r.chance(80) ? CAST.issuer.address : CAST.stranger.address;
      calls.push(act(by, { fn: "revoke", licence, doctor }));
    }
    if (r.chance(5))
      calls.push(act(this.someone(), { fn: "withdraw", to: CAST.stranger.address }, 604_800 * r.int(1, 3)));
    return { ...r.pick(calls), mine: time % 5 === 0 ? 1 : 0 };
  }

  private someone(): string {
    return this.r.chance(60) ? CAST.stranger.address : this.r.pick(EVERYONE);
  }

  /** Seconds to a deadline: to its last second, to the one after it, or clearly past it. */
  private until(end: number, time: number): number {
    return Math.max(1, end - time + this.r.pick([0, 1, 1, 1, 1, 2, 40]));
  }
}
