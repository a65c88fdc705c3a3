import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Contracts } from "#chain/contracts";
import { follow, pause } from "#chain/follow";
import { DoctorError } from "#errors";
import { loadKernels } from "#mpc/ring/kernels";
import { connect, listen } from "#node/link/link";
import { contractsOfRole } from "#service/chain";
import { listSetting, portSetting, setting, walletFromFile, wholeSetting } from "#service/config";
import { listen as listenHttp } from "#service/http";
import { inTurn } from "#service/in-turn";
import { logger } from "#service/log";
import { runRole } from "#service/process";
import { ipfsBlobs, ipfsBlock } from "#storage/blobs";
import type { NodeContext } from "./context.ts";
import { judgeBuffersAsHeap } from "./heap.ts";
import { nodeHttp } from "./http.ts";
import { keepHouse } from "./keep-house.ts";
import { Identities, linkIdentity } from "./keys.ts";
import { ModelShelf } from "./model-shelf.ts";
import { Progress } from "./progress.ts";
import { workThrough } from "./queue.ts";
import { call, Sessions } from "./sessions.ts";
import { SetShelf } from "./set-shelf.ts";
import { NodeStore } from "./store.ts";
import { Uploads } from "./uploads.ts";
import { type Meet, workOn } from "./worker.ts";

const MEET_MS = 10_000;
/** Most of a case's time is waiting, for its seed block and for the peer; while it is read it holds its material in memory. */
const CASES_AT_ONCE = "4";
const DAY = 24 * 3600;
const YEAR = 365 * DAY;

/** One oracle node: watches the chain, reads cases with its peer, attests, and releases key halves. */
const party = wholeSetting("PARTY", [0, 1]) as 0 | 1;
const log = logger(`node${party}`);

judgeBuffersAsHeap();
await runRole(log, async () => {
  const folder = setting("DATA");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const contracts = await contractsOfRole();
  const { provider } = contracts;
  const pair = wholeSetting("PAIR", [1, 65_535]);
  const entry = await contracts.directory.getPair(pair);
  const identities = await Identities.open(folder);
  const linkKeys = await linkIdentity(folder);
  const wallet = walletFromFile(setting("KEY_FILE")).connect(provider);
  if (entry.signers[party]!.toLowerCase() !== wallet.address.toLowerCase()) {
    throw new DoctorError(
      "E142_NOT_THIS_PAIR",
      `The key of this node is not party ${party} of pair ${pair}.`,
      "Check the pair's number and the key file.",
    );
  }
  const kernels = await loadKernels(readFileSync(setting("KERNELS")));
  const store = new NodeStore(join(folder, "node.sqlite"));
  const blobs = ipfsBlobs(setting("IPFS_RPC_URL"));
  const models = new ModelShelf({
    folder: join(folder, "models"),
    party,
    pair,
    contracts,
    blobs,
    identities,
    kernels,
  });
  const context: NodeContext = {
    party,
    pair,
    wallet,
    posting: inTurn(),
    identities,
    peerSigner: entry.signers[1 - party]!,
    contracts,
    blobs,
    kernels,
    models,
    sets: new SetShelf(join(folder, "sets"), blobs),
    store,
    progress: new Progress(),
    log,
  };

  await models.stock().catch((err) => log.warn({ err }, "not every model's share could be fetched"));

  const stopping = new AbortController();
  const confirmations = wholeSetting("CONFIRMATIONS", [0, 10_000], "0");
  const peerHash = entry.certificates[1 - party]!;
  const sessions = new Sessions(MEET_MS);
  const link =
    party === 0
      ? await listen(
          { identity: linkKeys, peerHash, host: "127.0.0.1", port: portSetting("LINK_PORT") },
          (session) => void sessions.welcome(session),
          (error) => log.warn({ err: error }, "a stranger was cut off"),
        )
      : undefined;
  const [peerHost, peerPort] = setting("PEER", "127.0.0.1:0").split(":");
  const meet: Meet = async (caseId) => {
    if (party === 1)
      return call(await connect({ identity: linkKeys, peerHash, host: peerHost!, port: Number(peerPort) }), caseId);
    const session = await sessions.take(caseId, MEET_MS);
    if (!session)
      throw new DoctorError(
        "E410_PEER_AWAY",
        "The peer did not come to the case in time.",
        "It is tried again; see whether the other node runs.",
      );
    return session;
  };

  const uploads = new Uploads(join(folder, "uploads"), blobs);
  const block = ipfsBlock(setting("IPFS_RPC_URL"));
  const reach = { hosts: listSetting("HOSTS"), origins: listSetting("WEB_ORIGINS") };
  const app = await nodeHttp(context, contracts.deployment.curator, { uploads, block }, reach);
  const port = await listenHttp(app, portSetting("PORT"), "127.0.0.1", `node ${party}`);
  const working = workThrough({
    waiting: () => store.waiting(),
    work: (job) => workOn(context, job, meet, stopping.signal),
    onError: (err, { caseId }) => log.error({ err, case: caseId }, "this node cannot keep what it does; case put off"),
    atOnce: wholeSetting("CASES_AT_ONCE", [1, 64], CASES_AT_ONCE),
    signal: stopping.signal,
  });
  const following = follow({
    provider,
    filter: {
      address: await contracts.core.getAddress(),
      topics: await waveTopics(contracts, pair),
    },
    from: store.cursor() ?? contracts.fromBlock - 1,
    confirmations,
    intervalMs: wholeSetting("POLL_MS", [1, 3_600_000], "200"),
    signal: stopping.signal,
    onLogs: (logs, lastBlock) =>
      store.addCases(
        logs.map((entry) => {
          const { args } = contracts.core.interface.parseLog(entry)!;
          return { caseId: String(args.caseId), wave: Number(args.wave ?? 1) };
        }),
        lastBlock,
      ),
    onError: (err) => log.warn({ err }, "the chain does not answer"),
  });
  const house = {
    epoch: wholeSetting("KEY_EPOCH_SECONDS", [1, 10 * YEAR], `${30 * DAY}`),
    retired: wholeSetting("KEY_RETIRED_SECONDS", [0, 10 * YEAR], `${7 * DAY}`),
    confirmations,
  };
  const keeping = repeat(wholeSetting("HOUSEKEEPING_SECONDS", [1, DAY], "600") * 1000, stopping.signal, async () => {
    await keepHouse(context, house, Date.now() / 1000).catch((err) => log.warn({ err }, "housekeeping is put off"));
  });
  log.info({ port }, "watching");

  return {
    ready: { port },
    stop: async () => {
      stopping.abort();
      await app.close();
      await link?.close();
      await Promise.race([Promise.all([working, following, keeping]), pause(3_000)]);
      provider.destroy();
      store.close();
    },
  };
});

async function repeat(everyMs: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work();
    await pause(everyMs, signal);
  }
}

/** What opens a wave that this pair is to read: a new case, or a vote without quorum that goes on. */
async function waveTopics({ core }: Contracts, pair: number) {
  const [opened, ...indexed] = await core.filters.CaseOpened(undefined, undefined, pair).getTopicFilter();
  return [[opened as string, core.interface.getEvent("CaseExtended").topicHash], ...indexed];
}
