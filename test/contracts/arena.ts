import { expect } from "chai";
import {
  AbiCoder,
  type ContractTransactionReceipt,
  type ContractTransactionResponse,
  getBytes,
  type Interface,
  id,
  type Signer,
  type TypedDataDomain,
  ZeroHash,
} from "ethers";
import { network } from "hardhat";
import { caseCommit, caseRest } from "#chain/case-commit";
import { codebookProof, codebookRoot, tagText } from "#chain/codebook-tree";
import { licenceTypes, permitFor, reportTypes } from "#chain/typed-data";
import {
  BlockhashEntropy__factory,
  CryptoDoctor__factory,
  Directory__factory,
  FixedEntropy__factory,
  type ICryptoDoctor,
  ICryptoDoctor__factory,
  IssuerGate__factory,
  type TestUSD,
  TestUSD__factory,
} from "#contracts";

const connection = await network.connect();
export const { ethers, networkHelpers, provider } = connection;
const elsewhere = connection.networkConfig.type === "http";
if (elsewhere) waitForEach();

/** A client of its own mines when it likes: there, a transaction counts as sent once it is mined. */
function waitForEach(): void {
  const send = ethers.provider.send.bind(ethers.provider);
  ethers.provider.send = async (method, params) => {
    const result = await send(method, params);
    if (method !== "eth_sendTransaction") return result;
    while (!(await send("eth_getTransactionReceipt", [result]))) await new Promise((resolve) => setTimeout(resolve, 5));
    return result;
  };
}

export const USD = 1_000_000n;
export const NO_PERMIT = { value: 0, deadline: 0, v: 0, r: ZeroHash, s: ZeroHash };
export const CANNOT_DECIDE = tagText(1n);
export const UNUSABLE = tagText(2n);

export const PARAMETERS = {
  seedDelay: 2,
  reportTime: 600,
  commitTime: 3600,
  grace: 1200,
  revealTime: 900,
  closeTime: 300,
  floorShare: 4_000,
  readingShare: 2_000,
  wrongSlash: 1_000,
  silentSlash: 2_000,
  minBond: 20n * USD,
  pairBond: 50n * USD,
};

export type Arena = Awaited<ReturnType<typeof build>>;
export const stage = (): Promise<Arena> => networkHelpers.loadFixture(buildDefault);
async function buildDefault(): Promise<Arena> {
  return build();
}

/**
 * Contracts, a pair of nodes, a model of three labels and nine doctors of nine institutions.
 * @param fixedSeeds seeds that depend on the block's number only, so that the same steps draw the same panels
 */
export async function build(parameters: Partial<typeof PARAMETERS> = {}, doctors = 9, fixedSeeds = false) {
  const [owner, issuer, node0, node1, patient, stranger, guardian, ...rest] = await ethers.getSigners();
  const token = await new TestUSD__factory(owner).deploy();
  const entropy = await new (fixedSeeds ? FixedEntropy__factory : BlockhashEntropy__factory)(owner).deploy();
  const gate = await new IssuerGate__factory(owner).deploy(issuer);
  const directory = await new Directory__factory(owner).deploy(owner);
  const deployed = await new CryptoDoctor__factory(owner).deploy(token, entropy, gate, directory, {
    ...PARAMETERS,
    ...parameters,
  });
  const core = ICryptoDoctor__factory.connect(await deployed.getAddress(), owner);
  const modelDigest = id("model");
  await directory.admitPair({
    signers: [node0, node1],
    recipients: [id("r0"), id("r1")],
    certificates: [id("c0"), id("c1")],
    endpoints: ["a:1", "b:1"],
    fee: 3n,
    active: true,
  });
  await directory.admitModel(modelDigest, 2n * USD, 3, "0x");
  await token.connect(patient).faucet();
  for (const [party, node] of [node0, node1].entries()) {
    await token.connect(node).faucet();
    await token.connect(node).approve(core, PARAMETERS.pairBond);
    await core.connect(node).bondPair(1, party, PARAMETERS.pairBond, NO_PERMIT);
  }
  const { chainId } = await ethers.provider.getNetwork();
  const domain: TypedDataDomain = {
    name: "CryptoDoctor",
    version: "1",
    chainId,
    verifyingContract: await core.getAddress(),
  };
  const arena = {
    core,
    deployed,
    token,
    gate,
    directory,
    entropy,
    owner,
    issuer,
    node0,
    node1,
    patient,
    stranger,
    guardian,
    domain,
    modelDigest,
    doctors: rest.slice(0, doctors),
    spare: rest.slice(doctors),
  };
  for (const [i, doctor] of arena.doctors.entries()) await registerDoctor(arena, doctor, i + 1);
  return arena;
}

type Registrar = { core: ICryptoDoctor; token: TestUSD; gate: { getAddress(): Promise<string> }; issuer: Signer };

export async function licence(
  a: Registrar,
  doctor: string,
  institution: number,
  { person = id(doctor), expiry = 4_000_000_000, by = a.issuer } = {},
): Promise<string> {
  const { chainId } = await ethers.provider.getNetwork();
  const domain = {
    name: "CryptoDoctor IssuerGate",
    version: "1",
    chainId,
    verifyingContract: await a.gate.getAddress(),
  };
  const signature = await by.signTypedData(domain, licenceTypes, { doctor, person, institution, expiry });
  return AbiCoder.defaultAbiCoder().encode(
    ["bytes32", "uint32", "uint40", "bytes"],
    [person, institution, expiry, signature],
  );
}

export async function registerDoctor(
  a: Registrar,
  doctor: Signer,
  institution: number,
  terms: { ask?: bigint; cap?: number; bond?: bigint } = {},
) {
  const bond = terms.bond ?? 100n * USD;
  await a.token.connect(doctor).faucet();
  await a.token.connect(doctor).approve(a.core, bond);
  const registration = { ask: terms.ask ?? 0n, cap: terms.cap ?? 8, recipient: id("age"), bond };
  await a.core
    .connect(doctor)
    .register(registration, await licence(a, await doctor.getAddress(), institution), NO_PERMIT);
}

/** A case and all its secrets, as the patient's device holds them. */
export interface Opened {
  caseId: bigint;
  tags: bigint[];
  root: string;
  rest: string;
  maximum: bigint;
  request: {
    pair: number;
    model: number;
    seats: number;
    maximum: bigint;
    caseCommit: string;
    manifest: string;
    nonce: Uint8Array;
  };
  ballots: Map<number, { tag: string; salt: string }>;
  wave: number;
}

/** Fresh secrets of a wave and the request that commits to them. */
export function requestOf(caseId: bigint, wave: number, seats: number, maximum: bigint) {
  const tags = Array.from({ length: 8 }, (_, i) => BigInt(id(`tag/${caseId}/${wave}/${i}`)) >> 128n);
  const root = codebookRoot(tags);
  const secret = {
    inputHashes: [getBytes(id("h0")), getBytes(id("h1"))] as const,
    consent: true,
    nonce: getBytes(id(`nonce/${caseId}/${wave}`)),
    manifest: id("manifest"),
  };
  const request = {
    pair: 1,
    model: 1,
    seats,
    maximum,
    caseCommit: caseCommit({ ...secret, codebookRoot: getBytes(root) }),
    manifest: secret.manifest,
    nonce: secret.nonce,
  };
  return { tags, root, rest: caseRest(secret), request };
}

export async function open(
  a: Arena,
  options: { seats?: number; maximum?: bigint; patient?: Signer; model?: number } = {},
): Promise<Opened> {
  const patient = options.patient ?? a.patient;
  const maximum = options.maximum ?? 30n * USD;
  const { cases } = await a.core.totals();
  const caseId = cases + 1n;
  const made = requestOf(caseId, 1, options.seats ?? 3, maximum);
  const permit = await permitFor(a.token, patient, await a.core.getAddress(), maximum + 3n);
  made.request.model = options.model ?? 1;
  await a.core.connect(patient).openCase(made.request, permit);
  return { caseId, ...made, maximum, ballots: new Map(), wave: 1 };
}

export async function signedReport(
  a: Arena,
  c: Opened,
  fields: object = {},
  signers: readonly Signer[] = [a.node0, a.node1],
  domain = a.domain,
) {
  const data = { caseId: c.caseId, set: 0, maskedClass: 1, confidence: 7_500, h0: id("h0"), h1: id("h1"), ...fields };
  const message = { wave: c.wave, pair: 1, model: a.modelDigest, ...data };
  const signatures = await Promise.all(signers.map((signer) => signer.signTypedData(domain, reportTypes, message)));
  return [data, signatures[0], signatures[1]] as const;
}

export async function report(a: Arena, c: Opened, fields: object = {}): Promise<ContractTransactionReceipt> {
  await networkHelpers.mine(3);
  return mined(a.core.connect(a.stranger).report(...(await signedReport(a, c, fields))));
}

/** Case at the vote: opened and reported. */
export async function voting(
  a: Arena,
  options: Parameters<typeof open>[1] & { report?: object } = {},
): Promise<Opened> {
  const c = await open(a, options);
  await report(a, c, options.report);
  return c;
}

export async function seatOf(a: Arena, c: Opened, seat: number): Promise<Signer> {
  const { doctor } = (await a.core.seats(c.caseId))[seat];
  return ethers.getSigner(doctor);
}

/** Commits a vote for the `vote`-th tag of the codebook, or for a given tag. */
export async function commit(
  a: Arena,
  c: Opened,
  seat: number,
  vote: number | string,
): Promise<ContractTransactionReceipt> {
  const doctor = await seatOf(a, c, seat);
  const ballot = { tag: typeof vote === "string" ? vote : tagText(c.tags[vote]), salt: id(`salt/${c.caseId}/${seat}`) };
  c.ballots.set(seat, ballot);
  const commitment = await a.core.ballotDigest(c.caseId, c.wave, await doctor.getAddress(), ballot.tag, ballot.salt);
  return mined(a.core.connect(doctor).commit(c.caseId, seat, commitment, "0x"));
}

export function opening(c: Opened, seat: number) {
  const { tag, salt } = c.ballots.get(seat)!;
  const value = BigInt(tag);
  const proof = c.tags.includes(value)
    ? codebookProof(c.tags, value)
    : ([ZeroHash, ZeroHash, ZeroHash] as [string, string, string]);
  return { seat, tag, salt, proof };
}

export const reveal = (a: Arena, c: Opened, ...seats: number[]): Promise<ContractTransactionReceipt> =>
  mined(
    a.core.connect(a.stranger).reveal(
      c.caseId,
      c.root,
      c.rest,
      seats.map((seat) => opening(c, seat)),
    ),
  );

export const mined = async (sending: Promise<ContractTransactionResponse>): Promise<ContractTransactionReceipt> =>
  (await (await sending).wait())!;

export const STATE = {
  None: 0n,
  Open: 1n,
  Voting: 2n,
  Settled: 3n,
  NoQuorum: 4n,
  Refunded: 5n,
  Cancelled: 6n,
  Unavailable: 7n,
  Rejected: 8n,
};
export const PHASE = {
  Seeding: 1n,
  Reporting: 2n,
  Overdue: 3n,
  Committing: 4n,
  Grace: 5n,
  Revealing: 6n,
  Settling: 7n,
  Deciding: 8n,
  Closing: 9n,
  Done: 10n,
};
export const stateOf = async (a: Arena, c: Opened): Promise<bigint> => (await a.core.getCase(c.caseId)).state;
export const phaseOf = async (a: Arena, c: Opened): Promise<bigint> => (await a.core.getCase(c.caseId)).phase;
/** The next transaction comes a second after: a client of its own tries it out at the time of the latest block, though. */
export const later = (seconds: number): Promise<number> =>
  networkHelpers.time.increase(elsewhere ? seconds + 1 : seconds);

/** Expects a custom error by name. A revert without data, or another error, fails the test. */
export async function refused(
  sending: Promise<unknown>,
  name: string,
  contract: { interface: Interface },
): Promise<void> {
  let error: unknown;
  try {
    await sending;
  } catch (caught) {
    error = caught;
  }
  expect(error, `${name} was expected, but the call went through`).to.not.equal(undefined);
  const data = revertData(error);
  const parsed = data ? contract.interface.parseError(data) : null;
  expect(parsed?.name ?? String(error)).to.equal(name);
}

function revertData(error: unknown): string | undefined {
  for (let e = error as Record<string, unknown> | undefined; e; e = (e.cause ?? e.error ?? e.info) as typeof e) {
    const data = e.data as string | { data?: string } | undefined;
    if (typeof data === "string" && data.length >= 10) return data;
    if (typeof data === "object" && data?.data) return data.data;
  }
  return undefined;
}

/** What the ended cases give back to their patients. */
export async function refunds(a: Arena): Promise<bigint> {
  let sum = 0n;
  const { cases } = await a.core.totals();
  for (let i = 1n; i <= cases; i++) sum += (await a.core.getCase(i)).refund;
  return sum;
}

/** Everything that the contract owes and holds; every wei has its place. */
export async function owed(a: Arena, accounts: readonly Signer[]): Promise<bigint> {
  let sum = (await a.core.totals()).pool + (await refunds(a));
  for (const account of accounts) sum += await a.core.credit(await account.getAddress());
  for (const party of [0, 1]) {
    const { bond, leaving, fees } = await a.core.stakeOf(1, party);
    sum += bond + leaving + fees;
  }
  for (let i = 1; i <= a.doctors.length; i++) sum += (await a.core.getDoctor(i)).bond;
  return sum;
}
