import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { NonceManager } from "ethers";
import { parseDeployment } from "#chain/addresses";
import { connectContracts } from "#chain/contracts";
import { publishModel } from "#client/publish-model";
import { DoctorError } from "#errors";
import { loadKernels } from "#mpc/ring/kernels";
import { entryOf } from "#node/keys";
import { type BlobStore, ipfsBlobs } from "#storage/blobs";
import { hex } from "#wire/bytes";
import { newIdentity, recipientOf } from "#wire/seal";
import { loadModel, modelFolder, readCard } from "../../app/zoo.ts";
import { buildKernels } from "../build.ts";
import { admitModel, admitPair, bondParty, deployLocal, registerDoctor, renounceOwnership } from "../deploy.ts";
import { DEMO_DOCTORS, doctorAccounts, keyFile, roleAccount } from "./accounts.ts";
import { type LocalChain, startChain } from "./chain.ts";
import type { Child, Supervisor } from "./supervisor.ts";

const ROOT = join(import.meta.dirname, "../..");
/** tUSD has 6 decimals. */
export const USD = 1_000_000n;

export interface NetworkOptions {
  readonly supervisor: Supervisor;
  /** Everything that has to survive a restart lies in this folder. */
  readonly folder: string;
  /** 0 takes a free port. */
  readonly ports: {
    chain: number;
    ipfs: number;
    node0: number;
    node1: number;
    link: number;
    patient: number;
    doctor: number;
    data: number;
    web: number;
  };
  /** The model that reads a case which names none. */
  readonly model: string;
  /** Models from models/zoo that are admitted when the network is set up; without it `model` alone. */
  readonly models?: readonly string[];
  /** Keeps the directory's owner, so that pairs and models can be added later; by default nobody can. */
  readonly keepOwner?: boolean;
  readonly seats: number;
  /** Maximum bounty of a case, in whole tUSD. */
  readonly bounty: number;
  /** A line of CSV for each consenting case that was decided. */
  readonly onDecided: (line: string) => void;
  /** Where node 1 finds node 0, if not at the link's own port: host:port. */
  readonly peer?: string;
}

export interface Network {
  readonly urls: { patient: string; doctor: string; data: string; web: string; chain: string; ipfs: string };
  readonly chain: LocalChain;
  readonly deployment: string;
  readonly nodes: readonly [Child, Child];
  /** Folder of what each role keeps for this chain. */
  readonly home: string;
  /** Starts a node again after it has ended; `peer` is where party 1 finds party 0. */
  readonly startNode: (party: 0 | 1, peer?: string) => Promise<Child>;
}

/** Starts the whole local network: chain, IPFS, contracts, two nodes, and the three services. */
export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const { supervisor, folder } = options;
  const ports = await settled(options.ports);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kernels = buildKernels();

  const chain = await startChain(supervisor, ports.chain, join(folder, "chain.json"));
  const home = join(folder, chain.firstBlock.slice(2, 14));
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const ipfs = await supervisor.fork("ipfs", join(ROOT, "oracle/storage/ipfs-main.ts"), {
    CRYPTO_DOCTOR_IPFS_DIR: join(folder, "ipfs"),
    CRYPTO_DOCTOR_IPFS_PORT: `${ports.ipfs}`,
  });
  const ipfsUrl = process.env.IPFS_RPC_URL ?? ipfs.ready.url;

  const deployment = join(home, "deployment.json");
  const endpoints: [string, string] = [`http://127.0.0.1:${ports.node0}`, `http://127.0.0.1:${ports.node1}`];
  if (!existsSync(deployment))
    await setUp({ ...options, blobs: ipfsBlobs(ipfsUrl), chain, home, deployment, endpoints, kernels });
  const { pair } = JSON.parse(readFileSync(join(home, "entries.json"), "utf8")) as { pair: number };
  await moveEndpoints(deployment, chain, pair, endpoints);

  const common = {
    CRYPTO_DOCTOR_RPC_URL: chain.url,
    CRYPTO_DOCTOR_DEPLOYMENT: deployment,
    CRYPTO_DOCTOR_IPFS_RPC_URL: ipfsUrl,
    CRYPTO_DOCTOR_KERNELS: kernels,
    CRYPTO_DOCTOR_PAIR: `${pair}`,
    CRYPTO_DOCTOR_MODEL: options.model,
    // Nodes and data service answer the web application's page, and no other site's.
    CRYPTO_DOCTOR_WEB_ORIGINS: `http://localhost:${ports.web},http://127.0.0.1:${ports.web}`,
  };
  const keys = (role: "issuer" | "faucet" | "node0" | "node1" | "patient" | "curator") =>
    keyFile(join(home, "keys"), role, [roleAccount(role)]);
  const startNode = async (party: 0 | 1, peer = `127.0.0.1:${ports.link}`): Promise<Child> => {
    const { child } = await supervisor.fork(`node${party}`, join(ROOT, "oracle/node/main.ts"), {
      ...common,
      CRYPTO_DOCTOR_PARTY: `${party}`,
      CRYPTO_DOCTOR_DATA: join(home, `node${party}`),
      CRYPTO_DOCTOR_KEY_FILE: keys(`node${party}`),
      CRYPTO_DOCTOR_PORT: `${party === 0 ? ports.node0 : ports.node1}`,
      CRYPTO_DOCTOR_LINK_PORT: `${ports.link}`,
      CRYPTO_DOCTOR_PEER: peer,
    });
    return child;
  };
  const [node0, node1, patient, doctor, data, web] = await Promise.all([
    startNode(0),
    startNode(1, options.peer),
    supervisor.fork(
      "patient",
      join(ROOT, "app/patient/main.ts"),
      {
        ...common,
        CRYPTO_DOCTOR_DATA: join(home, "patient"),
        CRYPTO_DOCTOR_KEY_FILE: keys("patient"),
        CRYPTO_DOCTOR_PORT: `${ports.patient}`,
        CRYPTO_DOCTOR_SEATS: `${options.seats}`,
        CRYPTO_DOCTOR_BOUNTY: `${BigInt(options.bounty) * USD}`,
        // On the local network there is nobody to ask: a case consents to its row unless the form says consent=no.
        CRYPTO_DOCTOR_CONSENT: "yes",
      },
      (message) => message.decided && options.onDecided(message.decided),
    ),
    supervisor.fork("doctor", join(ROOT, "app/doctor/main.ts"), {
      ...common,
      CRYPTO_DOCTOR_DATA: join(home, "doctor"),
      CRYPTO_DOCTOR_KEY_FILE: join(home, "keys/doctors.key"),
      CRYPTO_DOCTOR_IDENTITIES: join(home, "keys/doctors.age"),
      CRYPTO_DOCTOR_DESK_SCRIPT: join(ROOT, "build/desk.js"),
      CRYPTO_DOCTOR_PORT: `${ports.doctor}`,
    }),
    supervisor.fork("data", join(ROOT, "app/data/main.ts"), {
      ...common,
      CRYPTO_DOCTOR_DATA: join(home, "data"),
      CRYPTO_DOCTOR_KEY_FILE: keys("curator"),
      CRYPTO_DOCTOR_BATCH: "local",
      CRYPTO_DOCTOR_PORT: `${ports.data}`,
    }),
    supervisor.fork("web", join(ROOT, "app/web/server/main.ts"), {
      ...common,
      CRYPTO_DOCTOR_SITE: join(ROOT, "build/web"),
      CRYPTO_DOCTOR_MODEL_FOLDER: modelFolder(options.model),
      CRYPTO_DOCTOR_SEATS: `${options.seats}`,
      CRYPTO_DOCTOR_BOUNTY: `${BigInt(options.bounty) * USD}`,
      CRYPTO_DOCTOR_DATA_URL: `http://localhost:${ports.data}`,
      CRYPTO_DOCTOR_LOCAL_BOARD: "yes",
      CRYPTO_DOCTOR_FAUCET_KEY_FILE: keys("faucet"),
      CRYPTO_DOCTOR_ISSUER_KEY_FILE: keys("issuer"),
      CRYPTO_DOCTOR_PORT: `${ports.web}`,
    }),
  ]);
  const url = (ready: { port: number }) => `http://localhost:${ready.port}`;
  return {
    urls: {
      patient: url(patient.ready),
      doctor: url(doctor.ready),
      data: url(data.ready),
      web: url(web.ready),
      chain: chain.url,
      ipfs: ipfsUrl,
    },
    chain,
    deployment,
    nodes: [node0, node1],
    home,
    startNode,
  };
}

/** First start on this chain: contracts, the pair of nodes, the model and its weight shares, twelve licensed doctors. */
async function setUp({
  supervisor,
  chain,
  home,
  deployment,
  endpoints,
  kernels,
  blobs,
  model,
  models = [model],
  keepOwner,
}: NetworkOptions & {
  blobs: BlobStore;
  chain: LocalChain;
  home: string;
  deployment: string;
  endpoints: [string, string];
  kernels: string;
}): Promise<void> {
  const owner = new NonceManager(roleAccount("owner").connect(chain.provider));
  const issuer = roleAccount("issuer");
  const curator = roleAccount("curator").connect(chain.provider);
  const made = await deployLocal(owner, curator, { issuer: issuer.address, firstBlock: chain.firstBlock });

  const folders = [join(home, "node0"), join(home, "node1")] as const;
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [entry0, entry1] = [await entryOf(folders[0]), await entryOf(folders[1])];
  const recipients = [entry0.recipient, entry1.recipient] as const;
  const pair = await admitPair(owner, made, {
    signers: [roleAccount("node0").address, roleAccount("node1").address],
    recipients: [hex(recipients[0]), hex(recipients[1])],
    certificates: [entry0.certificate, entry1.certificate],
    endpoints,
    fee: USD,
  });

  for (const party of [0, 1] as const)
    await bondParty(roleAccount(`node${party}`).connect(chain.provider), made, pair, party);

  const dealt = await loadKernels(readFileSync(kernels));
  for (const name of models) {
    const [model, card] = [loadModel(name), readCard(name)];
    const published = await publishModel({ model, card, pair, recipients, kernels: dealt, blobs, random: randomBytes });
    await admitModel(owner, made, { ...published, minSeatPay: 5n * USD });
  }
  if (keepOwner) keyFile(join(home, "keys"), "owner", [roleAccount("owner")]);
  else await renounceOwnership(owner, made);

  const doctors = doctorAccounts();
  keyFile(join(home, "keys"), "doctors", doctors);
  const identities = await Promise.all(doctors.map(newIdentity));
  writeFileSync(join(home, "keys/doctors.age"), `${identities.join("\n")}\n`, { mode: 0o600 });
  await Promise.all(
    doctors.map(async (doctor, i) =>
      registerDoctor(issuer, doctor.connect(chain.provider), made, {
        institution: i + 1,
        recipient: hex(await recipientOf(identities[i]!)),
        ask: 5n * USD,
      }),
    ),
  );
  const contracts = await connectContracts(made, chain.provider);
  for (const role of ["patient", "researcher"] as const) {
    await (await contracts.token.connect(roleAccount(role).connect(chain.provider)).faucet()).wait();
  }
  writeFileSync(join(home, "entries.json"), JSON.stringify({ pair }));
  writeFileSync(`${deployment}.new`, JSON.stringify(made, null, 2));
  renameSync(`${deployment}.new`, deployment);
  supervisor.log.info({ contract: made.core, doctors: DEMO_DOCTORS }, "contracts deployed, doctors licensed");
}

/** The nodes' endpoints stand on chain: a restart on other ports publishes the new ones. */
async function moveEndpoints(
  deployment: string,
  chain: LocalChain,
  pair: number,
  endpoints: readonly string[],
): Promise<void> {
  const { directory } = await connectContracts(
    parseDeployment(JSON.parse(readFileSync(deployment, "utf8"))),
    chain.provider,
  );
  const entry = await directory.getPair(pair);
  for (const party of [0, 1] as const) {
    if (entry.endpoints[party] === endpoints[party]) continue;
    const signer = roleAccount(`node${party}`).connect(chain.provider);
    await (
      await directory
        .connect(signer)
        .rotate(pair, party, entry.recipients[party]!, entry.certificates[party]!, endpoints[party]!)
    ).wait();
  }
}

/** Replaces each 0 by a free port, and says which of the others is taken before anything is started. */
async function settled(ports: NetworkOptions["ports"]): Promise<NetworkOptions["ports"]> {
  const found = await Promise.all(
    Object.entries(ports).map(
      ([role, port]) =>
        new Promise<[string, number]>((resolve, reject) => {
          const probe = createServer()
            .once("error", () =>
              reject(
                new DoctorError(
                  "E706_PORT_BUSY",
                  `Port ${port}, wanted for ${role}, is in use.`,
                  `Stop the other program, or choose another: --${role}-port N.`,
                ),
              ),
            )
            .listen(port, "127.0.0.1", () => {
              const { port: free } = probe.address() as { port: number };
              probe.close(() => resolve([role, free]));
            });
        }),
    ),
  );
  return Object.fromEntries(found) as NetworkOptions["ports"];
}
