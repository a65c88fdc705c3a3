import { ContractFactory } from "ethers";
import hre, { network } from "hardhat";
import Mocha from "mocha";
import { SWITCH } from "./schemata.ts";

/**
 * The tests, made to run again and again in one process on contracts that hold all mutants: before each run one mutant is
 * switched on in every chain that a test opens.
 */

/** Creation code by name of contract, as hex without `0x`. */
export type Codes = ReadonlyMap<string, string>;

interface Connection {
  provider: { request(args: { method: string; params: unknown[] }): Promise<unknown> };
  networkHelpers: { clearSnapshots(): void };
  close(): Promise<void>;
}

/** What the choices themselves break: all tests but those of gas. */
const NOT_OF_GAS = /^(?!.*(costs the same|gas and size))/;

let active = 0;
let codes: Codes = new Map();
let loaded = false;
let onHit: ((id: number) => void) | undefined;
const connections: Connection[] = [];
/** what tests have opened for themselves: closed after each run */
const ofTests: Connection[] = [];

const switchOn = (connection: Connection, mutant: number): Promise<unknown> =>
  connection.provider.request({ method: "hardhat_setBalance", params: [SWITCH, `0x${mutant.toString(16)}`] });

/** Far above what any call of the tests takes: a mutant that never ends is out of gas before the trace fills the memory. */
const GAS = 25_000_000n;
const DEPLOYMENT_GAS = 200_000_000n;

/** Code that holds a thousand choices takes more than a block to deploy: only while it is deployed, blocks are larger. */
function enlargeForDeployments({ provider }: Connection): void {
  const request = provider.request.bind(provider);
  const setLimit = (gas: bigint) => request({ method: "evm_setBlockGasLimit", params: [`0x${gas.toString(16)}`] });
  provider.request = async (call) => {
    const isDeployment = call.method === "eth_sendTransaction" && !(call.params[0] as { to?: string }).to;
    if (!isDeployment) return request(call);
    await setLimit(DEPLOYMENT_GAS);
    try {
      return await request(call);
    } finally {
      await setLimit(GAS);
    }
  };
}

/** Code that grew by a thousand choices is neither small nor cheap: limits of size and gas are lifted. */
function prepareChains(): void {
  const manager = network as unknown as Record<string, (params?: object) => Promise<Connection>>;
  for (const name of ["connect", "create"]) {
    const original = manager[name].bind(network);
    manager[name] = async (named: string | { override?: object } = {}) => {
      const params = typeof named === "string" ? { network: named, override: {} } : named;
      const limits = { allowUnlimitedContractSize: true, transactionGasCap: false, blockGasLimit: GAS };
      const connection = await original({ ...params, override: { ...params.override, ...limits } });
      enlargeForDeployments(connection);
      (loaded ? ofTests : connections).push(connection);
      await switchOn(connection, active);
      return connection;
    };
  }
}

/** Probes speak by the channel that Hardhat itself uses for coverage; a chain listens if somebody does when it is opened. */
function listen(): void {
  hre.hooks.registerHandlers("network", {
    onCoverageData: async (_, tags) => {
      for (const tag of tags) onHit?.(Number(`0x${tag}`));
    },
  });
}

/** Whatever deploys a contract that has another code here deploys that. */
function swapCodes(): void {
  const { getDeployTransaction } = ContractFactory.prototype;
  ContractFactory.prototype.getDeployTransaction = async function (this: ContractFactory, ...args) {
    const name = /^(\w+)__factory$/.exec(this.constructor.name)?.[1];
    const code = name === undefined ? undefined : codes.get(name);
    const transaction = await getDeployTransaction.apply(this, args);
    if (code === undefined) return transaction;
    return { ...transaction, data: `0x${code}${transaction.data!.slice(this.bytecode.length)}` };
  } as typeof getDeployTransaction;
}

/** A test that failed, by its full title, and what it said. */
export interface Red {
  readonly test: string;
  readonly message: string;
}

export class Killers {
  private readonly mocha: Mocha;
  private readonly bases: string[] = [];

  private constructor(mocha: Mocha) {
    this.mocha = mocha;
  }

  /** @param probes whether the codes may hold probes */
  static async load(files: readonly string[], probes = false): Promise<Killers> {
    if (probes) listen();
    prepareChains();
    swapCodes();
    const mocha = new Mocha({
      timeout: 60_000,
      bail: true,
      reporter: class {} as unknown as Mocha.ReporterConstructor,
    });
    mocha.cleanReferencesAfterRun(false);
    for (const file of files) mocha.addFile(file);
    await mocha.loadFilesAsync();
    loaded = true;
    const killers = new Killers(mocha);
    for (const { provider } of connections)
      killers.bases.push(String(await provider.request({ method: "evm_snapshot", params: [] })));
    return killers;
  }

  /** From now on, what is deployed has these codes. */
  use(next: Codes): void {
    codes = next;
  }

  /** Full titles of all tests. */
  titles(): string[] {
    const of = (suite: Mocha.Suite): string[] => [
      ...suite.tests.map((t) => t.fullTitle()),
      ...suite.suites.flatMap(of),
    ];
    return of(this.mocha.suite);
  }

  /**
   * @returns the probes that all tests together run
   * @throws Error when a test is red
   */
  async hits(): Promise<Set<number>> {
    const hits = new Set<number>();
    onHit = (id) => hits.add(id);
    const red = await this.run(0);
    onHit = undefined;
    if (red) throw new Error(`red: ${red.test}: ${red.message}`);
    return hits;
  }

  /**
   * Which probes each test runs, from the deployment on: no test finds the fixture that another has made.
   *
   * @returns probes by full title
   * @throws Error when a test is red
   */
  async reach(): Promise<Map<string, Set<number>>> {
    const reached = new Map<string, Set<number>>();
    for (const title of this.titles().filter((t) => NOT_OF_GAS.test(t))) {
      const hits = new Set<number>();
      onHit = (id) => hits.add(id);
      const red = await this.run(0, [title]);
      if (red) throw new Error(`red without any mutant: ${red.test}: ${red.message}`);
      reached.set(title, hits);
    }
    onHit = undefined;
    return reached;
  }

  /**
   * @param mutant 0 for the program as it is
   * @param only run just the tests of these titles
   * @returns full title and message of the first test that fails
   */
  async run(mutant: number, only?: readonly string[]): Promise<Red | undefined> {
    active = mutant;
    for (const [i, connection] of connections.entries()) {
      const { provider, networkHelpers } = connection;
      await provider.request({ method: "evm_revert", params: [this.bases[i]] });
      this.bases[i] = String(await provider.request({ method: "evm_snapshot", params: [] }));
      networkHelpers.clearSnapshots();
      await switchOn(connection, mutant);
    }
    const quoted = only?.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    this.mocha.grep(quoted ? new RegExp(`^(${quoted.join("|")})$`) : NOT_OF_GAS);
    const red = await new Promise<Red | undefined>((resolve) => {
      let first: Red | undefined;
      const runner = this.mocha.run(() => resolve(first));
      runner.on("fail", (test, error) => {
        first ??= {
          test: test.fullTitle(),
          message: String(error?.message ?? error)
            .split("\n")[0]
            .slice(0, 160),
        };
      });
    });
    for (const connection of ofTests.splice(0)) await connection.close();
    return red;
  }
}
