import { expect } from "chai";
import { amountOf, currencyOf, moneyOf, whole } from "#chain/currency";

describe("amounts of the pay token", () => {
  it("are shown with the digits and the symbol that the token itself names", async () => {
    const token = (symbol: string, decimals: bigint) =>
      currencyOf({ symbol: async () => symbol, decimals: async () => decimals } as never);
    expect(moneyOf(await token("tUSD", 6n), 91_000_000n)).to.equal("91.00 tUSD");
    expect(moneyOf(await token("EURX", 2n), "9100")).to.equal("91.00 EURX");
    const ether = await token("DAI", 18n);
    expect(moneyOf(ether, whole(ether, 91))).to.equal("91.00 DAI");
    expect(amountOf(ether, 10n ** 16n)).to.equal("0.01");
    expect(whole({ symbol: "", decimals: 0 }, 3)).to.equal(3n);
  });
});
