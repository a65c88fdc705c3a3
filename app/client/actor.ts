import type { JsonRpcApiProvider, Signer } from "ethers";
import type { Contracts } from "#chain/contracts";
import { amountOf, moneyOf } from "#chain/currency";
import { DoctorError } from "#errors";
import type { Step } from "./steps.ts";

/** One call of a contract, as a wallet is asked for it. */
export interface Call {
  readonly to: string;
  readonly data: string;
}

/** Who acts in a flow, by which wallet. */
export interface Actor {
  readonly contracts: Contracts;
  readonly signer: Signer;
  /** Brings the wallet to this network. */
  readonly toNetwork: () => Promise<void>;
  /** Sends several calls as one, to be confirmed once (EIP-5792), where the wallet can. */
  readonly batch?: (calls: readonly Call[]) => Promise<void>;
}

export const networkStep = <S extends Actor>(): Step<S> => ({
  id: "network",
  async run(state) {
    await state.toNetwork();
    // Asked of the wallet itself: a provider tells of a change one question later.
    const chainId = await (state.signer.provider as JsonRpcApiProvider).send("eth_chainId", []);
    if (Number(chainId) !== state.contracts.deployment.chainId)
      throw new DoctorError(
        "E503_OTHER_CHAIN",
        "The wallet is connected to another chain.",
        `Switch it to chain ${state.contracts.deployment.chainId}.`,
      );
    return state;
  },
});

/** @param price what the flow will take from the account, in the token's smallest unit */
export const fundsStep = <S extends Actor>(price: (state: S) => Promise<bigint>): Step<S> => ({
  id: "funds",
  async run(state) {
    const { contracts, signer } = state;
    const { currency } = contracts;
    const account = await signer.getAddress();
    const [held, needed, gas] = await Promise.all([
      contracts.token.balanceOf(account),
      price(state),
      contracts.provider.getBalance(account),
    ]);
    if (held < needed)
      throw new DoctorError(
        "E520_TOKENS",
        `The account holds ${moneyOf(currency, held)}; ${amountOf(currency, needed)} are needed.`,
        `Send it ${currency.symbol}, or on the local network ask the faucet.`,
      );
    if (gas === 0n)
      throw new DoctorError(
        "E521_GAS",
        "The account has nothing to pay gas with.",
        "Send it a little of the chain's own coin, or on the local network ask the faucet.",
      );
    return state;
  },
});
