import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { admittedModels } from "#client/models";
import { loadKernels } from "#mpc/ring/kernels";
import { contractsOfRole } from "#service/chain";
import { portSetting, setting, walletFromFile } from "#service/config";
import { listen } from "#service/http";
import { logger } from "#service/log";
import { runRole } from "#service/process";
import { ipfsBlobs } from "#storage/blobs";
import { shippedModel } from "../zoo.ts";
import { PatientDesk } from "./desk.ts";
import { patientHttp } from "./http.ts";
import { PatientStore } from "./store.ts";

/** The patient's service: what the patient's device does, for `curl` on the same machine. It alone holds the picture. */
const log = logger("patient");

await runRole(log, async () => {
  const folder = setting("DATA");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const contracts = await contractsOfRole();
  const { provider } = contracts;
  const store = new PatientStore(join(folder, "patient.sqlite"));
  const blobs = ipfsBlobs(setting("IPFS_RPC_URL"));
  const desk = new PatientDesk({
    contracts,
    store,
    signer: walletFromFile(setting("KEY_FILE")).connect(provider),
    blobs,
    kernels: await loadKernels(readFileSync(setting("KERNELS"))),
    models: () => admittedModels(contracts, blobs),
    weights: (digest) => shippedModel(digest)?.weights,
    model: setting("MODEL"),
    terms: {
      pair: Number(setting("PAIR")),
      seats: Number(setting("SEATS", "3")),
      maximum: BigInt(setting("BOUNTY", "90000000")),
    },
    log,
    onDecided: (line) => process.send?.({ decided: line }),
  });
  const stopping = new AbortController();
  const app = await patientHttp(log, desk, setting("CONSENT", "no") === "yes");
  const port = await listen(app, portSetting("PORT"), "127.0.0.1", "patient service");
  const watching = desk.watch(stopping.signal);
  return {
    ready: { port },
    stop: async () => {
      stopping.abort();
      await app.close();
      await watching;
      provider.destroy();
      store.close();
    },
  };
});
