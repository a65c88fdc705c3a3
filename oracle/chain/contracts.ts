import type { JsonRpcProvider, TypedDataDomain } from "ethers";
import {
  type AccessToken,
  AccessToken__factory,
  type DiagnosisData,
  DiagnosisData__factory,
  type Directory,
  Directory__factory,
  type ICryptoDoctor,
  ICryptoDoctor__factory,
  type IssuerGate,
  IssuerGate__factory,
  type TestUSD,
  TestUSD__factory,
} from "#contracts";
import { DoctorError } from "#errors";
import type { Deployment } from "./addresses.ts";
import { type Currency, currencyOf } from "./currency.ts";

export type { AccessToken, DiagnosisData, Directory, ICryptoDoctor, IssuerGate, TestUSD };

/** Typed handles of one deployment, for reading; connect a signer to write. */
export interface Contracts {
  readonly core: ICryptoDoctor;
  readonly directory: Directory;
  readonly gate: IssuerGate;
  /** The pay token. Any ERC-20 with permit; on local networks TestUSD. */
  readonly token: TestUSD;
  /** What it calls itself, and how many digits it counts: read once. */
  readonly currency: Currency;
  readonly data: DiagnosisData;
  readonly access: AccessToken;
  readonly provider: JsonRpcProvider;
  /** EIP-712 domain of the core, under which nodes and doctors sign. */
  readonly domain: TypedDataDomain;
  readonly deployment: Deployment;
  readonly fromBlock: number;
}

/** @throws DoctorError E503_OTHER_CHAIN when the endpoint serves another chain than the deployment names */
export async function connectContracts(deployment: Deployment, provider: JsonRpcProvider): Promise<Contracts> {
  // Asked of the endpoint itself: a provider may have been told.
  const [chainId, first] = await Promise.all([provider.send("eth_chainId", []), provider.getBlock(1)]);
  if (Number(chainId) !== deployment.chainId || first?.hash?.toLowerCase() !== deployment.firstBlock.toLowerCase()) {
    throw new DoctorError(
      "E503_OTHER_CHAIN",
      "The RPC endpoint serves another chain than the deployment file names.",
      "Point CRYPTO_DOCTOR_RPC_URL to the right chain.",
    );
  }
  const token = TestUSD__factory.connect(deployment.token, provider);
  return {
    core: ICryptoDoctor__factory.connect(deployment.core, provider),
    directory: Directory__factory.connect(deployment.directory, provider),
    gate: IssuerGate__factory.connect(deployment.gate, provider),
    token,
    currency: await currencyOf(token),
    data: DiagnosisData__factory.connect(deployment.data, provider),
    access: AccessToken__factory.connect(deployment.access, provider),
    provider,
    domain: { name: "CryptoDoctor", version: "1", chainId: deployment.chainId, verifyingContract: deployment.core },
    deployment,
    fromBlock: deployment.fromBlock,
  };
}
