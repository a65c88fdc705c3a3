import { ContractFactory, Interface, toQuantity } from "ethers";
import { network } from "hardhat";
import {
  BlockhashEntropy__factory,
  CryptoDoctor__factory,
  Directory__factory,
  ICryptoDoctor__factory,
  IssuerGate__factory,
  TestUSD__factory,
} from "#contracts";
import { DEPLOYED, errorsOf, solc, source } from "#scripts/assure/solc";
import { CAST, wallets } from "./cast.ts";
import { Encoder, MODEL_DIGEST, RECIPIENT } from "./encode.ts";
import type { Moment, World } from "./state.ts";

const LENS = "test/contracts/model/Lens.sol";
const GAS = "0xe00000";

let lens: { abi: Interface; code: string } | undefined;
function compiledLens() {
  if (lens) return lens;
  const out = solc(
    { [LENS]: source(LENS) },
    { ...DEPLOYED, outputSelection: { [LENS]: { Lens: ["abi", "evm.bytecode.object"] } } },
  );
  const compiled = out.contracts?.[LENS]?.Lens;
  if (!compiled) throw new Error(errorsOf(out)[0]?.formattedMessage ?? "Lens.sol does not compile");
  lens = { abi: new Interface(compiled.abi), code: `0x${compiled.evm.bytecode.object}` };
  return lens;
}

/** Names of all custom errors that a call can answer with. */
const ERRORS = [ICryptoDoctor__factory, IssuerGate__factory, Directory__factory, TestUSD__factory].map((f) =>
  f.createInterface(),
);
export const TIME_ZERO = 2_000_000_000;

/** The real contracts of one world on a chain inside this process. */
export class Stage {
  readonly encoder: Encoder;
  private readonly rpc: Rpc;
  readonly at: { core: string; token: string; lens: string };
  private readonly hashes = new Map<number, string>();
  time = TIME_ZERO;
  block = 0;

  private readonly pairs: number;

  private constructor(rpc: Rpc, encoder: Encoder, at: Stage["at"], pairs: number) {
    this.pairs = pairs;
    this.rpc = rpc;
    this.encoder = encoder;
    this.at = at;
  }

  /** Deploys for the world's parameters, pairs, models and money. */
  static async set(w: World): Promise<Stage> {
    const { ethers, provider } = await network.create({ override: { initialBaseFeePerGas: 0 } });
    const rpc: Rpc = (method, ...params) => provider.request({ method, params });
    for (const account of wallets.keys()) {
      await rpc("hardhat_impersonateAccount", account);
      await rpc("hardhat_setBalance", account, toQuantity(10n ** 24n));
    }
    const owner = await ethers.getSigner(CAST.owner.address);
    const token = await new TestUSD__factory(owner).deploy();
    const entropy = await new BlockhashEntropy__factory(owner).deploy();
    const gate = await new IssuerGate__factory(owner).deploy(CAST.issuer.address);
    const directory = await new Directory__factory(owner).deploy(owner);
    const core = await new CryptoDoctor__factory(owner).deploy(token, entropy, gate, directory, w.p);
    const none: [string, string] = [RECIPIENT, RECIPIENT];
    for (const { signers, fee, active } of w.pairs)
      await directory.admitPair({
        fee,
        active,
        signers: [...signers],
        recipients: none,
        certificates: none,
        endpoints: ["a", "b"],
      });
    for (const [i, { minSeatPay, labels, active }] of w.models.entries()) {
      await directory.admitModel(MODEL_DIGEST, minSeatPay, labels, "0x");
      if (!active) await directory.setModelActive(i + 1, false);
    }
    await directory.setGuardian(CAST.guardian.address);
    for (const [account, amount] of w.tokens) {
      const mine = token.connect(await ethers.getSigner(account));
      for (let portions = amount / (await token.PORTION()); portions > 0n; portions--) await mine.faucet();
    }
    // Whoever has no money now may be paid later: nobody is refused for want of an allowance.
    for (const account of wallets.keys())
      await token.connect(await ethers.getSigner(account)).approve(core, 2n ** 255n);
    const { abi, code } = compiledLens();
    const addresses = {
      core: await core.getAddress(),
      token: await token.getAddress(),
      gate: await gate.getAddress(),
      directory: await directory.getAddress(),
      lens: await (await new ContractFactory(abi, code, owner).deploy()).getAddress(),
    };
    const { chainId } = await ethers.provider.getNetwork();
    const stage = new Stage(rpc, new Encoder({ ...addresses, chainId }), addresses, w.pairs.length);
    stage.block = Number(await rpc("eth_blockNumber"));
    return stage;
  }

  /** Lets time and blocks pass; the next transaction is mined at the moment that is returned. */
  async pass(by: string, seconds: number, blocks: number, seedBlock: number | undefined): Promise<Moment> {
    if (blocks > 0) {
      await this.rpc("evm_setNextBlockTimestamp", this.time + 1);
      await this.rpc("hardhat_mine", toQuantity(blocks), "0x1");
      this.block += blocks;
    }
    if (seedBlock !== undefined && seedBlock <= this.block && !this.hashes.has(seedBlock)) {
      const { hash } = await this.rpc("eth_getBlockByNumber", toQuantity(seedBlock), false);
      this.hashes.set(seedBlock, hash);
    }
    this.time += Math.max(seconds, blocks + 1);
    this.block++;
    const block = this.block;
    // BLOCKHASH reaches back 256 blocks; this chain has no older history.
    const seedOf = (b: number) => (b < block && block - b <= 256 ? this.hashes.get(b) : undefined);
    return { by, time: this.time, block, seedOf };
  }

  /** @returns the name of the error that the call was refused with, or undefined */
  async send(m: Moment, { to, data }: { to: string; data: string }): Promise<string | undefined> {
    await this.rpc("evm_setNextBlockTimestamp", m.time);
    try {
      await this.rpc("eth_sendTransaction", { from: m.by, to, data, gas: GAS, gasPrice: "0x0" });
      return undefined;
    } catch (error) {
      return errorName(error);
    }
  }

  async look(doctors: readonly number[], cases: readonly number[], accounts: readonly string[]): Promise<bigint[]> {
    const { abi } = compiledLens();
    const data = abi.encodeFunctionData("look", [this.at.core, this.at.token, this.pairs, doctors, cases, accounts]);
    const answer: string = await this.rpc("eth_call", { to: this.at.lens, data, gas: GAS }, "latest");
    // offset and length first
    return Array.from({ length: answer.length / 64 - 2 - 1 / 32 }, (_, i) => {
      const from = 2 + 64 * (i + 2);
      return BigInt(`0x${answer.slice(from, from + 64)}`);
    });
  }
}

type Rpc = (method: string, ...params: unknown[]) => Promise<any>;

function errorName(error: unknown): string {
  for (let e = error as Record<string, any> | undefined; e; e = e.cause) {
    const data = typeof e.data === "string" ? e.data : e.data?.data;
    if (typeof data !== "string") continue;
    for (const known of ERRORS) {
      const parsed = known.parseError(data);
      if (parsed) return parsed.name;
    }
  }
  return String(error);
}
