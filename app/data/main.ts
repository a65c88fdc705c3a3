import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LOCAL_RULE, PUBLIC_RULE } from "#client/curator";
import { DoctorError } from "#errors";
import { contractsOfRole } from "#service/chain";
import { listSetting, portSetting, setting, walletFromFile } from "#service/config";
import { listen } from "#service/http";
import { logger } from "#service/log";
import { postJson } from "#service/post";
import { runRole } from "#service/process";
import { ipfsBlobs } from "#storage/blobs";
import { type Identity, newIdentity } from "#wire/seal";
import { Curator } from "./curator.ts";
import { dataHttp } from "./http.ts";
import { DataStore } from "./store.ts";

const LOCAL_CHAIN_ID = 31337;
const LICENCE =
  "For use inside the buyer's organisation. The rows may not be passed on, and nobody may try to find out whose they are.";

/** The data service: the curator's work, and the download for whoever holds an order. */
const log = logger("data");

await runRole(log, async () => {
  const folder = setting("DATA");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const contracts = await contractsOfRole();
  const local = setting("BATCH", "public") === "local";
  if (local && contracts.deployment.chainId !== LOCAL_CHAIN_ID) {
    throw new DoctorError(
      "E201_SMALL_BATCH",
      "Batches of one row are allowed on the local network only.",
      "Leave CRYPTO_DOCTOR_BATCH out: at least 10 rows, no diagnosis above 80 %.",
    );
  }
  const store = new DataStore(join(folder, "data.sqlite"));
  const curator = new Curator({
    tools: {
      contracts,
      blobs: ipfsBlobs(setting("IPFS_RPC_URL")),
      post: postJson,
      signer: walletFromFile(setting("KEY_FILE")).connect(contracts.provider),
      identity: await ownIdentity(folder),
      now: Date.now,
    },
    store,
    rule: local ? LOCAL_RULE : PUBLIC_RULE,
    log,
    // On the local network the supervisor prints a longer line of each case; elsewhere the published rows are the output.
    onPublished: (rows) => local || process.stdout.write(rows),
  });
  const reach = { hosts: listSetting("HOSTS"), origins: listSetting("WEB_ORIGINS") };
  const app = await dataHttp(log, contracts, store, setting("DATA_LICENCE", LICENCE), reach);
  const port = await listen(app, portSetting("PORT"), "127.0.0.1", "data service");
  const stopping = new AbortController();
  const running = curator.run(stopping.signal);
  return {
    ready: { port },
    stop: async () => {
      stopping.abort();
      await app.close();
      await running;
      contracts.provider.destroy();
      store.close();
    },
  };
});

async function ownIdentity(folder: string): Promise<Identity> {
  const path = join(folder, "age.key");
  if (!existsSync(path)) writeFileSync(path, await newIdentity(), { mode: 0o600, flag: "wx" });
  return readFileSync(path, "utf8") as Identity;
}
