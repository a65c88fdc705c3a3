import { expect } from "chai";
import { Interface } from "ethers";
import type { Call } from "#client/actor";
import { type Collecting, collectSteps } from "#client/collect-flow";

const ACCOUNT = `0x${"ab".repeat(20)}`;
const CORE = `0x${"cd".repeat(20)}`;
const iface = new Interface(["function claimRefund(uint256, address)", "function withdraw(address)"]);

/** Somebody with this refund and this credit; what is sent is kept. */
function collecting(refund: bigint, credit: bigint, batches: boolean) {
  const sent: string[] = [];
  const method = (name: string) =>
    Object.assign(async () => ({ wait: async () => void sent.push(name) }), { estimateGas: async () => 1n });
  const core = {
    getAddress: async () => CORE,
    getCase: async () => ({ refund }),
    credit: async () => credit,
    interface: iface,
    connect: () => ({ claimRefund: method("claimRefund"), withdraw: method("withdraw") }),
  };
  const batch = async (calls: readonly Call[]) =>
    void sent.push(
      `batch of ${calls.map(({ to, data }) => `${to === CORE && iface.parseTransaction({ data })!.name}`)}`,
    );
  const state = { caseId: "7", contracts: { core }, signer: { getAddress: async () => ACCOUNT } };
  return { sent, state: { ...state, ...(batches && { batch }) } as unknown as Collecting };
}
const collected = async (refund: bigint, credit: bigint, batches: boolean) => {
  const { sent, state } = collecting(refund, credit, batches);
  await collectSteps.at(-1)!.run(state);
  return sent;
};

describe("what the contract holds for an account", () => {
  it("is taken in one confirmation where the wallet makes batches", async () => {
    expect(await collected(5n, 1n, true)).to.deep.equal(["batch of claimRefund,withdraw"]);
  });

  it("is taken one after the other elsewhere, and a single call is no batch", async () => {
    expect(await collected(5n, 1n, false)).to.deep.equal(["claimRefund", "withdraw"]);
    expect(await collected(5n, 0n, true)).to.deep.equal(["claimRefund"]);
    expect(await collected(0n, 1n, true)).to.deep.equal(["withdraw"]);
    expect(await collected(0n, 0n, true)).to.deep.equal([]);
  });
});
