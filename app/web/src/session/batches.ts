import type { Eip1193Provider } from "ethers";
import type { Actor } from "#client/actor";
import { DoctorError } from "#errors";

const VERSION = "2.0.0";
const CONFIRMED = 200;
const FAILED = 400;
const POLL_MS = 500;

/**
 * How to send several calls as one by this wallet (EIP-5792); nothing where it cannot make them all or none.
 * @param chainId as the wallet writes it, 0x…
 */
export async function batchesOf(
  provider: Eip1193Provider,
  account: string,
  chainId: string,
): Promise<Actor["batch"] | undefined> {
  const can = await provider
    .request({ method: "wallet_getCapabilities", params: [account, [chainId]] })
    .catch(() => undefined); // an older wallet does not know the question
  const status = can?.[chainId]?.atomic?.status;
  if (status !== "supported" && status !== "ready") return undefined;
  return async (calls) => {
    const request = { version: VERSION, chainId, from: account, atomicRequired: true, calls };
    const { id } = await provider.request({ method: "wallet_sendCalls", params: [request] });
    for (;;) {
      const { status: now } = await provider.request({ method: "wallet_getCallsStatus", params: [id] });
      if (now >= FAILED)
        throw new DoctorError(
          "E511_TRANSACTION",
          `The transaction did not go through (${now}).`,
          "Check that the chain's endpoint answers and that the account has funds for gas.",
        );
      if (now >= CONFIRMED) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };
}
