import type { BaseContract, ContractTransactionResponse, HDNodeWallet, JsonRpcProvider, Signer } from "ethers";
import type { Deployment } from "#chain/addresses";
import { signLicence } from "#chain/licence";
import { permitFor } from "#chain/typed-data";
import {
  AccessToken__factory,
  BlockhashEntropy__factory,
  CryptoDoctor__factory,
  DiagnosisData__factory,
  Directory__factory,
  ICryptoDoctor__factory,
  IssuerGate__factory,
  TestUSD__factory,
} from "#contracts";

export type { Deployment } from "#chain/addresses";

const USD = 1_000_000n;
const MINUTE = 60;
const YEAR = 365 * 24 * 3600;

/** On the local network phases may end within seconds; the vote's deadlines leave a person at the keyboard time to read. */
const LOCAL_PARAMETERS = {
  seedDelay: 1,
  reportTime: 2 * MINUTE,
  commitTime: 60 * MINUTE,
  grace: 5 * MINUTE,
  revealTime: 10 * MINUTE,
  closeTime: 10 * MINUTE,
  floorShare: 4_000,
  readingShare: 2_000,
  wrongSlash: 1_000,
  silentSlash: 2_000,
  minBond: 20n * USD,
  pairBond: 50n * USD,
};

/** Deploys every contract of the local network and creates the data set. `owner` has to count its own nonces. */
export async function deployLocal(
  owner: Signer,
  curator: Signer,
  options: { issuer: string; firstBlock: string },
): Promise<Deployment> {
  const provider = owner.provider as JsonRpcProvider;
  const fromBlock = (await provider.getBlockNumber()) + 1;
  const ownerAddress = await owner.getAddress();
  // Sent at once, mined in order: addresses follow from nonces, so that nothing has to be waited for in between.
  const token = await new TestUSD__factory(owner).deploy();
  const entropy = await new BlockhashEntropy__factory(owner).deploy();
  const gate = await new IssuerGate__factory(owner).deploy(options.issuer);
  const directory = await new Directory__factory(owner).deploy(ownerAddress);
  const core = await new CryptoDoctor__factory(owner).deploy(token, entropy, gate, directory, LOCAL_PARAMETERS);
  const template = await new AccessToken__factory(owner).deploy(token);
  const data = await new DiagnosisData__factory(owner).deploy(template);
  const all: BaseContract[] = [token, entropy, gate, directory, core, template, data];
  await Promise.all(all.map((contract) => contract.waitForDeployment()));

  await mined(
    data.connect(curator).createDataset("https://crypto-doctor.invalid/datasets/brain-mri.json", 25n * USD, YEAR),
  );
  const address = (contract: BaseContract) => contract.getAddress();
  return {
    chainId: Number((await provider.getNetwork()).chainId),
    firstBlock: options.firstBlock,
    fromBlock,
    core: await address(core),
    directory: await address(directory),
    gate: await address(gate),
    token: await address(token),
    data: await address(data),
    access: await data.accessToken(1),
    curator: await curator.getAddress(),
    dataset: 1,
  };
}

export interface PairTerms {
  readonly signers: [string, string];
  /** age recipients, bytes32 */
  readonly recipients: [string, string];
  /** SHA-256 of each TLS certificate */
  readonly certificates: [string, string];
  readonly endpoints: [string, string];
  /** per report, smallest unit */
  readonly fee: bigint;
}

/** Admits a pair of nodes and returns its number. */
export async function admitPair(owner: Signer, { directory }: Deployment, terms: PairTerms): Promise<number> {
  const contract = Directory__factory.connect(directory, owner);
  await mined(contract.admitPair({ ...terms, active: true }));
  return Number((await contract.totals()).pairs);
}

/** Puts up one party's bond, without which its pair takes no case. */
export async function bondParty(signer: Signer, deployment: Deployment, pair: number, party: 0 | 1): Promise<void> {
  const token = TestUSD__factory.connect(deployment.token, signer);
  const bond = LOCAL_PARAMETERS.pairBond;
  await mined(token.faucet());
  const permit = await permitFor(token, signer, deployment.core, bond);
  await mined(ICryptoDoctor__factory.connect(deployment.core, signer).bondPair(pair, party, bond, permit));
}

/** From here on nobody can admit or close anything: the local network runs without an owner. */
export const renounceOwnership = (owner: Signer, { directory }: Deployment) =>
  mined(Directory__factory.connect(directory, owner).renounceOwnership());

/** Admits a model and returns its number. */
export async function admitModel(
  owner: Signer,
  { directory }: Deployment,
  model: { digest: string; minSeatPay: bigint; labels: number; manifest: string },
): Promise<number> {
  const contract = Directory__factory.connect(directory, owner);
  await mined(contract.admitModel(model.digest, model.minSeatPay, model.labels, model.manifest));
  return Number((await contract.totals()).models);
}

/** Licenses, funds, bonds and registers one demo doctor. */
export async function registerDoctor(
  issuer: HDNodeWallet,
  doctor: Signer,
  deployment: Deployment,
  terms: { institution: number; recipient: string; ask: bigint },
): Promise<void> {
  const token = TestUSD__factory.connect(deployment.token, doctor);
  const core = ICryptoDoctor__factory.connect(deployment.core, doctor);
  await mined(token.faucet());
  const bond = 100n * USD;
  const permit = await permitFor(token, doctor, deployment.core, bond);
  await mined(
    core.register(
      { ask: terms.ask, cap: 8, recipient: terms.recipient, bond },
      await signLicence(issuer, deployment, await doctor.getAddress(), terms.institution),
      permit,
    ),
  );
}

const mined = async (sending: Promise<ContractTransactionResponse>) => (await sending).wait();
