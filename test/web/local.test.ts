import { expect } from "chai";
import { requireLocalChain } from "../../app/web/server/local.ts";

describe("faucet and demo licences", () => {
  it("exist on the local chain and on no other", () => {
    expect(() => requireLocalChain(31337)).not.to.throw();
    for (const chain of [1, 84532, 11155111])
      expect(() => requireLocalChain(chain), `${chain}`)
        .to.throw()
        .with.property("code", "E207_LOCAL_ONLY");
  });
});
