import { WEEK } from "./rules.ts";
import { CORE, type Doctor, type Licence, type Moment, refuseIf, transfer, type World } from "./state.ts";

/** Doctors, their licences and bonds, and what is owed. Each function is one external call. */

/** A licence has no number: it is what it says of whom, however often it was signed. */
export const naming = (account: string, { person, institution, expiry }: Licence): string =>
  `${account} ${person} ${institution} ${expiry}`;

const idOf = (w: World, account: string): number => 1 + w.doctors.findIndex((d) => d.account === account);

function own(w: World, m: Moment): { id: number; doctor: Doctor } {
  const id = idOf(w, m.by);
  refuseIf([id === 0, "NotADoctor"]);
  return { id, doctor: w.doctors[id - 1] };
}

const valid = (w: World, account: string | undefined, time: number): boolean => {
  const held = account === undefined ? undefined : w.licences.get(account);
  return account !== undefined && held !== undefined && held.expiry > time && !w.revoked.has(naming(account, held));
};

function checkLicence(w: World, m: Moment, l: Licence): void {
  const held = w.licences.get(m.by);
  const holder = w.holders.get(l.person);
  refuseIf(
    [l.expiry <= m.time, "LicenceExpired"],
    [w.revoked.has(naming(m.by, l)), "LicenceIsRevoked"],
    [l.forged === true, "NotIssued"],
    [held !== undefined && l.expiry < held.expiry && valid(w, m.by, m.time), "LongerLicenceStands"],
    [
      holder !== undefined &&
        holder !== m.by &&
        w.licences.get(holder)?.person === l.person &&
        valid(w, holder, m.time),
      "PersonHoldsLicence",
    ],
  );
}

function admit(w: World, m: Moment, l: Licence): void {
  w.licences.set(m.by, l);
  w.holders.set(l.person, m.by);
}

export interface Terms {
  ask: bigint;
  cap: number;
}

export function register(w: World, m: Moment, terms: Terms, bond: bigint, licence: Licence): void {
  refuseIf(
    [idOf(w, m.by) !== 0, "AlreadyRegistered"],
    [bond < w.p.minBond, "BondTooSmall"],
    [terms.cap === 0 || terms.cap > 64, "CapOutOfRange"],
  );
  checkLicence(w, m, licence);
  transfer(w, m.by, CORE, bond);
  admit(w, m, licence);
  w.doctors.push({
    account: m.by,
    reputation: 100,
    active: 0,
    cap: terms.cap,
    available: true,
    week: Math.floor(m.time / WEEK),
    gained: 0,
    bond,
    expiry: Math.min(licence.expiry, 2 ** 32 - 1),
    institution: licence.institution,
    ask: terms.ask,
    since: m.time,
  });
}

export function setTerms(w: World, m: Moment, terms: Terms): void {
  const { doctor } = own(w, m);
  refuseIf([terms.cap === 0 || terms.cap > 64, "CapOutOfRange"]);
  Object.assign(doctor, terms, { since: m.time });
}

export function setAvailable(w: World, m: Moment, available: boolean): void {
  const { doctor } = own(w, m);
  if (available) {
    refuseIf([doctor.bond < w.p.minBond, "BondTooSmall"], [!valid(w, m.by, m.time), "NotADoctor"]);
    doctor.since = m.time;
  }
  doctor.available = available;
}

export function renewLicence(w: World, m: Moment, licence: Licence): void {
  const { doctor } = own(w, m);
  checkLicence(w, m, licence);
  admit(w, m, licence);
  Object.assign(doctor, {
    institution: licence.institution,
    expiry: Math.min(licence.expiry, 2 ** 32 - 1),
    since: m.time,
  });
}

export function suspend(w: World, m: Moment, id: number): void {
  const doctor = w.doctors[id - 1];
  refuseIf([doctor === undefined, "NotADoctor"]);
  refuseIf([valid(w, doctor.account, m.time), "LicenceStands"]);
  Object.assign(doctor, { available: false, expiry: 0 });
}

export function addBond(w: World, m: Moment, amount: bigint): void {
  const { doctor } = own(w, m);
  transfer(w, m.by, CORE, amount);
  doctor.bond += amount;
}

export function removeBond(w: World, m: Moment, amount: bigint, to: string): void {
  const { doctor } = own(w, m);
  refuseIf([doctor.active !== 0, "BondLocked"], [doctor.bond < amount, "BondTooSmall"]);
  doctor.bond -= amount;
  if (doctor.bond < w.p.minBond) doctor.available = false;
  transfer(w, CORE, to, amount);
}

export function withdraw(w: World, m: Moment, to: string): void {
  const owed = w.credits.get(m.by) ?? 0n;
  refuseIf([owed === 0n, "NothingToWithdraw"]);
  w.credits.set(m.by, 0n);
  transfer(w, CORE, to, owed);
}
