import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { NonceManager } from "ethers";
import type { Contracts } from "#chain/contracts";
import { DoctorError } from "#errors";
import { contractsOfRole } from "#service/chain";
import { listSetting, portSetting, setting, walletFromFile } from "#service/config";
import { listen } from "#service/http";
import { logger } from "#service/log";
import { runRole } from "#service/process";
import { webHttp } from "./http.ts";
import { requireLocalChain } from "./local.ts";
import { loadSite } from "./site.ts";

/** Serves the web application, which is static: it holds no key, no case and no picture. */
const log = logger("web");

await runRole(log, async () => {
  const contracts = await contractsOfRole();
  const { deployment, directory, provider } = contracts;
  const pair = Number(setting("PAIR"));
  const local = setting("LOCAL_BOARD", "no") === "yes";
  if (local) requireLocalChain(deployment.chainId);
  const model = setting("MODEL_FOLDER");
  const site = loadSite(setting("SITE"), {
    "/kernels.wasm": setting("KERNELS"),
    "/openjpeg.wasm": createRequire(import.meta.url).resolve("@cornerstonejs/codec-openjpeg/decodewasm"),
    "/model/model.json": join(model, "model.json"),
    "/model/weights.bin": join(model, "weights.bin"),
    "/model/metrics.json": join(model, "metrics.json"),
  });
  const config = {
    rpcUrl: setting("PUBLIC_RPC_URL", setting("RPC_URL")),
    deployment,
    pair,
    model: await numberOf(contracts, join(model, "model.json")),
    seats: Number(setting("SEATS", "3")),
    maximum: setting("BOUNTY", "90000000"),
    data: setting("DATA_URL"),
    local,
  };
  const { endpoints } = await directory.getPair(pair);
  const callable = [config.rpcUrl, config.data, ...endpoints].map((url) => new URL(url).origin);
  const board = local
    ? {
        contracts,
        faucet: new NonceManager(walletFromFile(setting("FAUCET_KEY_FILE")).connect(provider)),
        issuer: walletFromFile(setting("ISSUER_KEY_FILE")),
      }
    : undefined;
  const app = await webHttp(log, site, config, [...new Set(callable)], listSetting("HOSTS"), board);
  const port = await listen(app, portSetting("PORT"), "127.0.0.1", "web application");
  return {
    ready: { port },
    stop: async () => {
      await app.close();
      provider.destroy();
    },
  };
});

/** The number in the directory of the model whose description lies at `path`. */
async function numberOf({ directory }: Contracts, path: string): Promise<number> {
  const { digest } = JSON.parse(readFileSync(path, "utf8")) as { digest: string };
  const { models } = await directory.totals();
  for (let id = Number(models); id > 0; id--)
    if ((await directory.getModel(id)).digest.toLowerCase() === `0x${digest}`) return id;
  throw new DoctorError(
    "E335_UNKNOWN_MODEL",
    "The model of the web application is not admitted on this chain.",
    "Start with a model that was, or with a fresh data folder.",
  );
}
