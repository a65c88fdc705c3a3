import { type NonceManager, parseEther, type Wallet } from "ethers";
import type { Contracts } from "#chain/contracts";
import { signLicence } from "#chain/licence";
import { DoctorError } from "#errors";
import type { httpService } from "#service/http";
import { Address, Closed } from "#wire/schema";

/** Who hands out worthless money and demo licences: accounts of the local chain, which exist nowhere else. */
export interface LocalBoard {
  readonly contracts: Contracts;
  readonly faucet: NonceManager;
  readonly issuer: Wallet;
}

const LOCAL_CHAIN_ID = 31337;

/** @throws DoctorError E207_LOCAL_ONLY on any other chain than the local one */
export function requireLocalChain(chainId: number): void {
  if (chainId !== LOCAL_CHAIN_ID)
    throw new DoctorError(
      "E207_LOCAL_ONLY",
      "A faucet and demo licences exist on the local network only.",
      "Leave CRYPTO_DOCTOR_LOCAL_BOARD out.",
    );
}

const Account = Closed({ account: Address });
const GAS = parseEther("10");

/** Only on chain 31337: what a newcomer needs to try every role. */
export function localRoutes(
  app: Awaited<ReturnType<typeof httpService>>,
  { contracts, faucet, issuer }: LocalBoard,
): void {
  let turn: Promise<unknown> = Promise.resolve();

  app.post(
    "/local/faucet",
    { schema: { summary: "Test tokens and gas; chain 31337 only", body: Account } },
    async ({ body }) => {
      const work = turn.then(async () => {
        const token = contracts.token.connect(faucet);
        await (await token.faucet()).wait();
        await (await faucet.sendTransaction({ to: body.account, value: GAS })).wait();
        await (await token.transfer(body.account, await token.PORTION())).wait();
      });
      turn = work.catch(() => {});
      await work;
      return { gas: String(GAS), tokens: String(await contracts.token.PORTION()) };
    },
  );

  app.post(
    "/local/licence",
    { schema: { summary: "A demo licence; chain 31337 only", body: Account } },
    async ({ body }) => ({
      format: "crypto-doctor/licence@1",
      doctor: body.account,
      // One institution each, so that two newcomers may sit on one panel.
      licence: await signLicence(
        issuer,
        contracts.deployment,
        body.account,
        Number.parseInt(body.account.slice(2, 9), 16),
      ),
    }),
  );
}
