import { expect } from "chai";
import { type Actor, fundsStep, networkStep } from "#client/actor";

/** An account with these holdings, whose wallet is on that chain. */
const actor = (held: { chain?: number; tokens?: bigint; gas?: bigint }): Actor & { asked: string[] } => {
  const { chain = 31337, tokens = 100_000_000n, gas = 1n } = held;
  const asked: string[] = [];
  return {
    asked,
    toNetwork: async () => void asked.push("switch"),
    signer: { getAddress: async () => "0x", provider: { send: async () => `0x${chain.toString(16)}` } },
    contracts: {
      deployment: { chainId: 31337 },
      currency: { symbol: "EURX", decimals: 6 },
      token: { balanceOf: async () => tokens },
      provider: { getBalance: async () => gas },
    },
  } as unknown as Actor & { asked: string[] };
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "",
    (error) => error.code,
  );

describe("the first steps of every flow", () => {
  it("ask the wallet to switch, and stop on another chain", async () => {
    const right = actor({});
    expect(await networkStep().run(right)).to.equal(right);
    expect(right.asked).to.deep.equal(["switch"]);
    expect(await codeOf(networkStep().run(actor({ chain: 1 })))).to.equal("E503_OTHER_CHAIN");
  });

  it("stop where tokens or gas are missing, and say how much", async () => {
    const step = fundsStep(async () => 91_000_000n);
    expect(await codeOf(step.run(actor({})))).to.equal("");
    expect(await codeOf(step.run(actor({ gas: 0n })))).to.equal("E521_GAS");
    const error = await step.run(actor({ tokens: 5_000_000n })).catch((e) => e);
    expect(error.code).to.equal("E520_TOKENS");
    expect(error.message).to.equal("The account holds 5.00 EURX; 91.00 are needed.");
  });
});
