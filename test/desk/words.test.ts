import { expect } from "chai";
import { choicesOf, shortAddress, timeLeft, wordingOf } from "../../app/doctor/desk/words.ts";

describe("the desk's words", () => {
  it("counts down in units that matter", () => {
    const told = [0, -5, Number.NaN, 1, 12_000, 249_000, 3_900_000, 90_000_000].map(timeLeft);
    expect(told).to.deep.equal(["over", "over", "over", "1 s", "12 s", "4 min 09 s", "1 h 05 min", "1 d 1 h"]);
  });

  it("offers the two constant answers for every case, once", () => {
    expect(choicesOf(["yes", "no"])).to.deep.equal(["yes", "no", "cannot-decide", "unusable-picture"]);
    expect(choicesOf(["yes", "no", "unusable-picture"])).to.have.length(4);
  });

  it("says an unknown label as it stands", () => {
    expect(wordingOf("oedema")).to.deep.equal({ title: "oedema", detail: "" });
  });

  it("shortens addresses so that both ends can be compared", () => {
    expect(shortAddress("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")).to.equal("0x7099…79C8");
  });
});
