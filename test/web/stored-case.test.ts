import { expect } from "chai";
import { isStoredCase, newCase } from "../../app/web/src/patient/stored-case.ts";

describe("a case out of a file", () => {
  const good = newCase("0e7a3f5c-7a52-4a4f-9c41-2d8b6a3f1e90", "2026-01-02T03:04:05.000Z", "90000000");
  const entry = { what: "picture", cid: "bafy", bytes: 1, to: "http://127.0.0.1:1", at: "2026-01-02T03:04:05.000Z" };

  it("is taken as the page made it", () => {
    for (const one of [good, { ...good, caseId: "7", ledger: [entry], later: [{ maximum: "1", outbox: [] }] }])
      expect(isStoredCase(one)).to.equal(true);
  });

  const spoilt: Record<string, object | null> = {
    nothing: null,
    "a name that leads elsewhere in the vault": { ...good, id: "../../test-wallet" },
    "a name that is a list": { ...good, id: [good.id, "/x"] },
    "a number that is none": { ...good, caseId: "<b>1</b>" },
    "no outbox": { ...good, outbox: undefined },
    "an outbox that is no list": { ...good, outbox: { length: 1 } },
    "a ledger that names no address": { ...good, ledger: [{ ...entry, to: "nowhere" }] },
    "a ledger without a date": { ...good, ledger: [{ ...entry, at: "" }] },
    "no consent": { ...good, consent: undefined },
    "no date": { ...good, createdAt: "yesterday" },
    "no price": { ...good, maximum: "-1" },
  };
  for (const [what, one] of Object.entries(spoilt))
    it(`is refused with ${what}`, () => {
      expect(isStoredCase(one as never)).to.equal(false);
    });
});
