import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { encryptKeystoreJsonSync, HDNodeWallet, JsonRpcProvider, parseEther } from "ethers";
import type { Browser } from "playwright-core";
import { parseDeployment } from "#chain/addresses";
import { connectContracts } from "#chain/contracts";
import { pause } from "#chain/follow";
import { signLicence } from "#chain/licence";
import { permitFor } from "#chain/typed-data";
import { parseLicence } from "#client/register-flow";
import { OtherMoney__factory } from "#contracts";
import { verifyCode } from "#scripts/deployment/verify";
import { Supervisor } from "#scripts/local/supervisor";
import { phantomPng } from "#scripts/phantom";
import { openAccounts } from "#scripts/testnet/accounts";
import { readConfig, type TestnetConfig } from "#scripts/testnet/config";
import { testnetUp } from "#scripts/testnet/up";
import { logger } from "#service/log";
import { hex } from "#wire/bytes";
import { newIdentity, recipientOf } from "#wire/seal";
import { roleAccount } from "../../../scripts/local/accounts.ts";
import { connect, launch, person, unlock, violations } from "./browser.ts";
import { tlsProxy } from "./tls-proxy.ts";

const BASE_SEPOLIA = 84_532;
const ROOT = join(import.meta.dirname, "../../..");
const USD = 1_000_000n;
const PASSPHRASE = "rehearsal, rehearsal";
const NODE = ["--import", "tsx", "--disable-warning=ExperimentalWarning"];

/**
 * The testnet's command, rehearsed: anvil with the chain id of Base Sepolia, accounts that hold nothing else, encrypted
 * keystores, the embedded IPFS service in Kubo's place, and a reverse proxy with TLS in front of everything.
 */
describe("the testnet's command, rehearsed", function () {
  this.timeout(240_000);
  this.bail(true);
  const folder = mkdtempSync(join(tmpdir(), "cd-testnet-"));
  const deploymentId = `rehearsal-${process.pid}`;
  const supervisor = new Supervisor(logger("test"), { quiet: process.env.VERBOSE === undefined });
  const wallets = { deployer: fresh(), node0: fresh(), node1: fresh(), curator: fresh() };
  const issuer = fresh();
  let proxy: Awaited<ReturnType<typeof tlsProxy>>;
  let provider: JsonRpcProvider;
  let browser: Browser;
  let ports: Record<"chain" | "ipfs" | "site" | "node0" | "node1" | "data" | "link", number>;
  let file: Record<string, unknown>;
  const configFile = join(folder, "testnet.json");
  const write = (changes: object = {}) => writeFileSync(configFile, JSON.stringify({ ...file, ...changes }));
  const config = (): TestnetConfig => readConfig(configFile);
  const url = (name: string) => `https://${name}.rehearsal.test:${proxy.port}`;

  before(async () => {
    const anvil = join(ROOT, "node_modules/.bin/anvil");
    const [chain, ipfs, site, node0, node1, data, link] = await freePorts(7);
    ports = { chain, ipfs, site, node0, node1, data, link } as typeof ports;
    proxy = await tlsProxy(() => ({
      "site.rehearsal.test": ports.site,
      "node0.rehearsal.test": ports.node0,
      "node1.rehearsal.test": ports.node1,
      "data.rehearsal.test": ports.data,
      "rpc.rehearsal.test": ports.chain,
    }));
    const rpc = `http://127.0.0.1:${chain}`;
    supervisor.spawn("chain", anvil, [
      ...["--port", `${chain}`, "--chain-id", `${BASE_SEPOLIA}`, "--block-time", "1", "--mixed-mining", "--quiet"],
    ]);
    await supervisor.fork("ipfs", join(ROOT, "oracle/storage/ipfs-main.ts"), {
      CRYPTO_DOCTOR_IPFS_DIR: join(folder, "ipfs"),
      CRYPTO_DOCTOR_IPFS_PORT: `${ipfs}`,
    });
    provider = new JsonRpcProvider(rpc, BASE_SEPOLIA, { staticNetwork: true, cacheTimeout: -1, pollingInterval: 100 });
    while (!(await provider.send("eth_getBlockByNumber", ["0x1", false]).catch(() => null))) await pause(100);
    browser = await launch(["--host-resolver-rules=MAP *.rehearsal.test 127.0.0.1"]);

    const stablecoin = await stablecoinFor(Object.values(wallets));
    file = {
      chainId: BASE_SEPOLIA,
      rpcUrl: rpc,
      publicRpcUrl: url("rpc"),
      ipfsRpcUrl: `http://127.0.0.1:${ipfs}`,
      folder: "state",
      confirmations: 1,
      site: { url: url("site"), port: ports.site },
      node0: { url: url("node0"), port: ports.node0 },
      node1: { url: url("node1"), port: ports.node1 },
      data: { url: url("data"), port: ports.data },
      linkPort: link,
      stablecoin,
      issuer: issuer.address,
      keys: Object.fromEntries(Object.entries(wallets).map(([name, wallet]) => [name, keystore(name, wallet)])),
      model: "lenet",
      seats: 3,
      bounty: String(90n * USD),
      fee: String(USD),
      minSeatPay: String(5n * USD),
      accessPrice: String(25n * USD),
      parameters: { delay: 3_600, seedDelay: 1, minBond: Number(120n * USD), pairBond: Number(50n * USD) },
      deploymentId,
    };
    write();
  });
  after(async () => {
    provider?.destroy();
    await browser?.close();
    await supervisor.stop();
    await proxy?.close();
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(ROOT, "ignition/deployments", deploymentId), { recursive: true, force: true });
  });

  function fresh() {
    return HDNodeWallet.createRandom();
  }
  function keystore(name: string, { address, privateKey }: { address: string; privateKey: string }) {
    const scrypt = { N: 1_024, r: 8, p: 1 }; // for the test's sake
    writeFileSync(
      join(folder, `${name}.json`),
      encryptKeystoreJsonSync({ address, privateKey }, PASSPHRASE, { scrypt }),
    );
    writeFileSync(join(folder, "passphrase"), `${PASSPHRASE}\n`, { mode: 0o600 });
    return { file: `${name}.json`, passphraseFile: "passphrase" };
  }
  /** The chain's stablecoin, and some of it and of the chain's own coin for each account: what faucets do elsewhere. */
  async function stablecoinFor(accounts: readonly HDNodeWallet[]): Promise<string> {
    const bank = fresh().connect(provider);
    for (const { address } of [bank, ...accounts])
      await provider.send("anvil_setBalance", [address, `0x${parseEther("10").toString(16)}`]);
    // 8 digits: what the configuration counts in its smallest unit is a hundredth of what it would be locally.
    const token = await new OtherMoney__factory(bank).deploy(10_000n * USD);
    await token.waitForDeployment();
    for (const { address } of accounts) await (await token.transfer(address, 1_000n * USD)).wait();
    return token.getAddress();
  }
  const codeOf = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return (error as { code?: string }).code;
    }
    return "";
  };

  it("takes no key that everybody knows, no second key of one operator, and not the local chain", () => {
    const open = () => openAccounts(config());
    expect(codeOf(open)).to.equal("");
    const { keys } = file as { keys: Record<string, object> };
    write({ keys: { ...keys, node1: keystore("known", roleAccount("node1")) } });
    expect(codeOf(open)).to.equal("E219_TEST_KEY");
    write({ issuer: roleAccount("issuer").address });
    expect(codeOf(open)).to.equal("E219_TEST_KEY");
    write({ keys: { ...keys, node1: keys.node0 } });
    expect(codeOf(open)).to.equal("E219_TEST_KEY");
    write({ chainId: 31_337 });
    expect(codeOf(config)).to.equal("E149_TESTNET");
    write({ site: { url: "http://site.rehearsal.test", port: 1 } });
    expect(codeOf(config)).to.equal("E110_MALFORMED");
    write();
  });

  it("deploys, proposes the admission, and says from when on the timelock lets it happen: exit 75", async () => {
    const run = spawn(process.execPath, [...NODE, "scripts/testnet.ts", "--config", configFile], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    run.stderr.on("data", (chunk) => {
      said += chunk;
    });
    const code = await new Promise((resolve) => run.on("exit", resolve));
    expect(code, said).to.equal(75);
    expect(said).to.contain("E712_TIMELOCK");
    for (const { privateKey } of Object.values(wallets)) expect(said).not.to.contain(privateKey.slice(2));
  });

  it("goes on when the delay is over, sends nothing twice, and the code on chain is this tree's", async () => {
    const { deployer } = wallets;
    const sent = () => provider.getTransactionCount(deployer.address);
    const before = await sent();
    await provider.send("evm_increaseTime", [3_600]);
    await provider.send("evm_mine", []);
    await testnetUp(config(), supervisor);
    expect((await sent()) - before, "the one execution").to.equal(1);

    const deployment = parseDeployment(JSON.parse(readFileSync(join(config().folder, "deployment.json"), "utf8")));
    const { core, directory, gate, data } = deployment;
    expect(await verifyCode(provider, { core, directory, gate, data })).to.have.length(4);
    const contracts = await connectContracts(deployment, provider);
    expect(await contracts.directory.owner()).not.to.equal(deployer.address);
    const { endpoints } = await contracts.directory.getPair(1);
    expect([...endpoints]).to.deep.equal([url("node0"), url("node1")]);
  });

  it("serves the site by TLS; a patient's case is read by both nodes, and licensed doctors are drawn", async () => {
    const deployment = parseDeployment(JSON.parse(readFileSync(join(config().folder, "deployment.json"), "utf8")));
    const contracts = await connectContracts(deployment, provider);
    for (let i = 1; i <= 4; i++) {
      const doctor = fresh().connect(provider);
      await stock(doctor.address);
      const recipient = hex(await recipientOf(await newIdentity()));
      const bond = 120n * USD;
      const permit = await permitFor(contracts.token, doctor, deployment.core, bond);
      const licence =
        i === 1 ? await licenceByCommand(doctor.address) : await signLicence(issuer, deployment, doctor.address, i);
      await (
        await contracts.core.connect(doctor).register({ ask: 5n * USD, cap: 8, recipient, bond }, licence, permit)
      ).wait();
    }

    const key = fresh();
    await stock(key.address);
    const one = await person(browser, { wallet: { key, provider }, trustAnyCertificate: true });
    const { page } = one;
    await page.goto(`${url("site")}/patient`);
    await connect(one);
    expect(await page.getByRole("button", { name: "Get test money" }).count(), "no faucet here").to.equal(0);
    await unlock(one);
    await page.getByRole("button", { name: "New case" }).click();
    await page.locator("main input[type=file]").setInputFiles({
      name: "a.png",
      mimeType: "image/png",
      buffer: Buffer.from(phantomPng({ size: 128, seed: 3, lesion: true })),
    });
    await page.getByRole("heading", { name: "Your consent" }).waitFor();
    for (const box of await page.getByRole("checkbox").all()) await box.check();
    await page.getByText("0.91 EURX are escrowed: the greatest bounty and 0.01 EURX for the nodes").waitFor();
    await page.getByRole("button", { name: "Prepare the case" }).click();
    await page.getByRole("button", { name: "Send and open the case" }).click({ timeout: 30_000 });
    await page.getByText("The model's guess is").waitFor({ timeout: 90_000 });
    expect(await contracts.core.seats(1)).to.have.length(3);
    expect(await violations(one)).to.deep.equal([]);

    await page.getByRole("link", { name: "Operator" }).click();
    await page.getByText("ready", { exact: true }).nth(1).waitFor();
    await page.getByRole("link", { name: "Researcher" }).click();
    await page.getByText("No batch has been published yet.").waitFor();
    expect(one.complaints).to.deep.equal([]);
    expect([...proxy.seen].sort()).to.deep.equal(
      ["data", "node0", "node1", "rpc", "site"].map((name) => `${name}.rehearsal.test`),
    );
    for (const origin of one.asked) expect(origin).to.match(/^null$|\.rehearsal\.test:/);
    await one.context.close();
  });

  /** What `npm run testnet -- licence` prints, read as the web application reads it. */
  async function licenceByCommand(doctor: string): Promise<string> {
    const { file: keys } = keystore("issuer", issuer);
    const args = ["--doctor", doctor, "--institution", "1", "--issuer", join(folder, keys)];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        ...NODE,
        "scripts/testnet.ts",
        "licence",
        "--config",
        configFile,
        ...args,
        "--passphrase-file",
        join(folder, "passphrase"),
      ],
      { cwd: ROOT },
    );
    return parseLicence(stdout, doctor);
  }

  async function stock(address: string) {
    await provider.send("anvil_setBalance", [address, `0x${parseEther("1").toString(16)}`]);
    const token = OtherMoney__factory.connect(config().stablecoin, wallets.curator.connect(provider));
    await (await token.transfer(address, 150n * USD)).wait();
  }
});

/** Free when asked; taken by their processes soon after. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
