import { expect } from "chai";
import type { Contracts } from "#chain/contracts";
import { ballotDigest } from "#chain/typed-data";
import { custodyOf, openingFor } from "#client/custody";
import type { SeatOnChain } from "#client/seats";
import { hex } from "#wire/bytes";
import { newIdentity, recipientOf, seal } from "#wire/seal";

const DOMAIN = { name: "CryptoDoctor", version: "1", chainId: 31337, verifyingContract: `0x${"11".repeat(20)}` };
const BALLOT = { tag: `0x${"ab".repeat(16)}`, salt: `0x${"cd".repeat(32)}` };
const OTHER = { ...BALLOT, salt: `0x${"ce".repeat(32)}` };

const seat = (part: Partial<SeatOnChain>): SeatOnChain => {
  const doctor = `0x${"22".repeat(20)}`;
  return {
    caseId: "7",
    wave: 1,
    seat: 0,
    doctor,
    status: "Committed",
    state: "Voting",
    phase: "Committing",
    model: 1,
    commitment: ballotDigest(DOMAIN, { caseId: "7", wave: 1, doctor, ...BALLOT }),
    seats: 3,
    committed: 1,
    pay: 0n,
    commitEnd: 0,
    revealEnd: 0,
    paid: 0n,
    ...part,
  };
};

/** A chain on which one commitment stands, with this backup in its event. */
const chain = (backup: Uint8Array): Contracts =>
  ({
    domain: DOMAIN,
    fromBlock: 0,
    core: {
      filters: { Committed: () => ({}) },
      queryFilter: async () => [{ args: { commitment: seat({}).commitment, backup: hex(backup) } }],
    },
  }) as unknown as Contracts;

describe("the custody of a vote", () => {
  const contracts = chain(new Uint8Array(0));

  it("has five names", () => {
    expect(custodyOf(contracts, seat({ status: "Seated" }), undefined)).to.equal("none");
    expect(custodyOf(contracts, seat({}), BALLOT)).to.equal("committed");
    expect(custodyOf(contracts, seat({ phase: "Revealing" }), BALLOT)).to.equal("ready");
    expect(custodyOf(contracts, seat({ phase: "Revealing" }), OTHER)).to.equal("mismatch");
    expect(custodyOf(contracts, seat({ status: "Revealed" }), undefined)).to.equal("revealed");
  });

  it("gives what was kept, and else what the backup on chain holds for the registered key alone", async () => {
    const [mine, foreign] = await Promise.all([newIdentity(), newIdentity()]);
    const backup = await seal(new TextEncoder().encode(JSON.stringify(BALLOT)), await recipientOf(mine));
    expect(await openingFor(contracts, seat({}), BALLOT, undefined)).to.deep.equal(BALLOT);
    expect(await openingFor(chain(backup), seat({}), undefined, mine)).to.deep.equal(BALLOT);
    expect(await openingFor(chain(backup), seat({}), OTHER, mine)).to.deep.equal(BALLOT);
    for (const identity of [foreign, undefined]) {
      const error = await openingFor(chain(backup), seat({}), undefined, identity).catch((e) => e);
      expect(error.code).to.equal("E208_NO_OPENING");
    }
  });

  it("believes no backup that does not open the commitment", async () => {
    const mine = await newIdentity();
    const wrong = await seal(new TextEncoder().encode(JSON.stringify(OTHER)), await recipientOf(mine));
    const error = await openingFor(chain(wrong), seat({}), undefined, mine).catch((e) => e);
    expect(error.code).to.equal("E208_NO_OPENING");
  });
});
