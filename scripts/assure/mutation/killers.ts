import { ContractFactory } from "ethers";
import { network } from "hardhat";
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
}

/** What the choices themselves break: all tests but those of gas. */
const NOT_OF_GAS = /^(?!.*(costs the same|gas and size))/;

let active = 0;
let loaded = false;
const connections: Connection[] = [];

const switchOn = (connection: Connection, mutant: number): Promise<unknown> =>
  connection.provider.request({ method: "hardhat_setBalance", params: [SWITCH, `0x${mutant.toString(16)}`] });

/** Code that grew by a thousand choices is neither small nor cheap: limits of size and gas are lifted. */
function prepareChains(): void {
  const manager = network as unknown as Record<string, (params?: object) => Promise<Connection>>;
  for (const name of ["connect", "create"]) {
    const original = manager[name].bind(network);
    manager[name] = async (named: string | { override?: object } = {}) => {
      const params = typeof named === "string" ? { network: named, override: {} } : named;
      const limits = { allowUnlimitedContractSize: true, transactionGasCap: false, blockGasLimit: 200_000_000n };
      const connection = await original({ ...params, override: { ...params.override, ...limits } });
      // Chains that a test opens for itself, it closes too.
      if (!loaded) connections.push(connection);
      await switchOn(connection, active);
      return connection;
    };
  }
}

/** Whatever deploys a contract that has mutants deploys the code with the mutants in it. */
function swapCodes(codes: Codes): void {
  const { getDeployTransaction } = ContractFactory.prototype;
  ContractFactory.prototype.getDeployTransaction = async function (this: ContractFactory, ...args) {
    const name = /^(\w+)__factory$/.exec(this.constructor.name)?.[1];
    const code = name === undefined ? undefined : codes.get(name);
    const transaction = await getDeployTransaction.apply(this, args);
    if (code === undefined) return transaction;
    return { ...transaction, data: `0x${code}${transaction.data!.slice(this.bytecode.length)}` };
  } as typeof getDeployTransaction;
}

export class Killers {
  private readonly mocha: Mocha;
  private readonly bases: string[] = [];

  private constructor(mocha: Mocha) {
    this.mocha = mocha;
  }

  static async load(codes: Codes, files: readonly string[]): Promise<Killers> {
    prepareChains();
    swapCodes(codes);
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

  /** Full titles of all tests. */
  titles(): string[] {
    const of = (suite: Mocha.Suite): string[] => [
      ...suite.tests.map((t) => t.fullTitle()),
      ...suite.suites.flatMap(of),
    ];
    return of(this.mocha.suite);
  }

  /**
   * @param mutant 0 for the program as it is
   * @param only run just the test of this title
   * @returns full title and message of the first test that fails
   */
  async run(mutant: number, only?: string): Promise<{ test: string; message: string } | undefined> {
    active = mutant;
    for (const [i, connection] of connections.entries()) {
      const { provider, networkHelpers } = connection;
      await provider.request({ method: "evm_revert", params: [this.bases[i]] });
      this.bases[i] = String(await provider.request({ method: "evm_snapshot", params: [] }));
      networkHelpers.clearSnapshots();
      await switchOn(connection, mutant);
    }
    this.mocha.grep(only === undefined ? NOT_OF_GAS : new RegExp(`^${only.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`));
    return new Promise((resolve) => {
      let first: { test: string; message: string } | undefined;
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
  }
}
