import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { id, JsonRpcProvider, Wallet } from "ethers";
import { network } from "hardhat";
import { parseDeployment } from "#chain/addresses";
import { connectContracts } from "#chain/contracts";
import { rowsRoot } from "#chain/rows-tree";
import type { Row } from "#client/rows";
import { AccessToken__factory, DiagnosisData__factory, TestUSD__factory } from "#contracts";

export const PRICE = 25_000_000n;
export const PERIOD = 365 * 24 * 3600;
/** A CID of the right form; nothing lies under it. */
export const CID = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";

/** A chain behind a port, our data set on it with `rows` as its first batch, a buyer with money, and a folder for files. */
export async function shop(rows: readonly Row[]) {
  const server = await network.createServer();
  const { address, port } = await server.listen();
  const rpc = `http://${address}:${port}`;
  const provider = new JsonRpcProvider(rpc, undefined, { staticNetwork: true, cacheTimeout: -1 });
  const [owner, curator, buyer] = await Promise.all(
    ["owner", "curator", "buyer"].map(async (name) => {
      const wallet = new Wallet(id(`data set's test: ${name}`), provider);
      await provider.send("hardhat_setBalance", [wallet.address, "0x3635c9adc5dea00000"]);
      return wallet;
    }),
  );
  const token = await (await new TestUSD__factory(owner).deploy()).waitForDeployment();
  const template = await (await new AccessToken__factory(owner).deploy(token)).waitForDeployment();
  const data = await (await new DiagnosisData__factory(owner).deploy(template)).waitForDeployment();
  await (await data.connect(curator).createDataset("ipfs://card", PRICE, PERIOD)).wait();
  await (await data.connect(curator).publishBatch(1, rowsRoot(rows), CID, rows.length)).wait();
  await (await token.connect(buyer).faucet()).wait();

  const folder = mkdtempSync(join(tmpdir(), "data-"));
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const nobody = owner.address;
  const deployment = {
    ...{ chainId: Number((await provider.getNetwork()).chainId), firstBlock: (await provider.getBlock(1))!.hash },
    ...{ fromBlock: 0, core: nobody, directory: nobody, gate: nobody, token: await token.getAddress() },
    ...{ data: await data.getAddress(), access: await data.accessToken(1), dataset: 1, curator: curator.address },
  };
  return {
    ...{ rpc, provider, owner, curator, buyer, token, data, folder, file },
    deployment: file("deployment.json", JSON.stringify(deployment)),
    chainId: deployment.chainId,
    contracts: await connectContracts(parseDeployment(deployment), provider),
    async close() {
      provider.destroy();
      rmSync(folder, { recursive: true });
      await server.close();
    },
  };
}
