import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import Type, { type Static } from "typebox";
import { DoctorError } from "#errors";
import { Address, Closed, check, Decimal } from "#wire/schema";

/** An account: an encrypted keystore (Web3 Secret Storage), and the file that holds its passphrase. */
const Key = Closed({ file: Type.String(), passphraseFile: Type.String() });
/** A service as the world calls it, and the loopback port behind the proxy that ends TLS. */
const Service = Closed({
  url: Type.String({ pattern: "^https://[a-z0-9.-]+(:[0-9]+)?$" }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
});

/** All that a testnet's deployment is made from. Relative paths start at the file's own folder. */
export const TestnetFile = Closed({
  chainId: Type.Integer({ minimum: 1 }),
  /** For the nodes; may hold a provider's secret. */
  rpcUrl: Type.String({ pattern: "^https?://" }),
  /** For everybody's browser: shown to all, so without a secret. */
  publicRpcUrl: Type.String({ pattern: "^https?://" }),
  /** Kubo's RPC, reachable by the nodes alone. */
  ipfsRpcUrl: Type.String({ pattern: "^https?://" }),
  /** Where everything that has to survive is kept. */
  folder: Type.String(),
  /** Blocks after which a transaction counts as done. */
  confirmations: Type.Integer({ minimum: 1, maximum: 64 }),
  site: Service,
  node0: Service,
  node1: Service,
  data: Service,
  /** Between the two nodes, on this machine. */
  linkPort: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** An ERC-20 with permit (EIP-2612) and 6 decimals. */
  stablecoin: Address,
  /** Account that signs the doctors' licences. */
  issuer: Address,
  keys: Closed({ deployer: Key, node0: Key, node1: Key, curator: Key }),
  model: Type.String(),
  seats: Type.Union([Type.Literal(3), Type.Literal(5), Type.Literal(7)]),
  /** Greatest bounty that is proposed, nodes' fee, least pay of a seat, a year of the data set: smallest unit. */
  bounty: Decimal,
  fee: Decimal,
  minSeatPay: Decimal,
  accessPrice: Decimal,
  /** Parameters of ignition/modules/testnet.ts that differ from its own, such as the timelock's `delay` in seconds. */
  parameters: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
  /** Name of Ignition's folder; without it `chain-<chainId>`. */
  deploymentId: Type.Optional(Type.String({ pattern: "^[a-zA-Z][a-zA-Z0-9_-]*$" })),
});
export type TestnetConfig = Static<typeof TestnetFile>;
export type AccountName = keyof TestnetConfig["keys"];

const LOCAL_CHAIN_ID = 31337;

/** @throws DoctorError E110_MALFORMED, E149_TESTNET */
export function readConfig(path: string): TestnetConfig {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new DoctorError("E149_TESTNET", "The configuration cannot be read as JSON.", "See docs/testnet.md.", cause);
  }
  const config = check(TestnetFile, parsed, "testnet configuration");
  if (config.chainId === LOCAL_CHAIN_ID)
    throw new DoctorError("E149_TESTNET", "Chain 31337 is the local network.", "npm start runs it.");
  const from = (path_: string) => resolve(dirname(path), path_);
  const key = ({ file, passphraseFile }: Static<typeof Key>) => ({
    file: from(file),
    passphraseFile: from(passphraseFile),
  });
  const { deployer, node0, node1, curator } = config.keys;
  return {
    ...config,
    folder: from(config.folder),
    keys: { deployer: key(deployer), node0: key(node0), node1: key(node1), curator: key(curator) },
  };
}
