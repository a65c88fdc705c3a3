import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Wallet } from "ethers";
import { modelReader } from "#client/models";
import { loadKernels } from "#mpc/ring/kernels";
import { contractsOfRole } from "#service/chain";
import { portSetting, setting } from "#service/config";
import { listen } from "#service/http";
import { logger } from "#service/log";
import { postJson } from "#service/post";
import { runRole } from "#service/process";
import { ipfsBlobs } from "#storage/blobs";
import type { Identity } from "#wire/seal";
import { doctorHttp } from "./http.ts";
import { Practice } from "./practice.ts";
import { DoctorStore } from "./store.ts";

/** The doctor service: the person at the keyboard plays the demo doctors of the local network. */
const log = logger("doctor");
const lines = (path: string) => readFileSync(path, "utf8").trim().split("\n");

await runRole(log, async () => {
  const folder = setting("DATA");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const contracts = await contractsOfRole();
  const { provider } = contracts;
  const wallets = lines(setting("KEY_FILE")).map((key) => new Wallet(key, provider));
  const identities = new Map(
    lines(setting("IDENTITIES")).map((identity, i) => [wallets[i]!.address.toLowerCase(), identity as Identity]),
  );
  const blobs = ipfsBlobs(setting("IPFS_RPC_URL"));
  const store = new DoctorStore(join(folder, "doctors.sqlite"));
  const tools = {
    contracts,
    blobs,
    kernels: await loadKernels(readFileSync(setting("KERNELS"))),
    model: modelReader(contracts, blobs),
    post: postJson,
    now: Date.now,
  };
  const practice = new Practice({ tools, wallets, identities, store, log });
  const desk = join(import.meta.dirname, "desk");
  const app = await doctorHttp(log, practice, {
    html: join(desk, "index.html"),
    base: join(desk, "../../web/src/base.css"),
    css: join(desk, "desk.css"),
    script: setting("DESK_SCRIPT"),
  });
  const port = await listen(app, portSetting("PORT"), "127.0.0.1", "doctor service");
  const stopping = new AbortController();
  const running = practice.run(stopping.signal);
  return {
    ready: { port },
    stop: async () => {
      stopping.abort();
      await app.close();
      await running;
      provider.destroy();
      store.close();
    },
  };
});
