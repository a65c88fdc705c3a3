import { join } from "node:path";
import { modelFolder } from "../../app/zoo.ts";
import type { Supervisor } from "../local/supervisor.ts";
import type { AccountName, TestnetConfig } from "./config.ts";

const ROOT = join(import.meta.dirname, "../..");
/** A public endpoint is asked less often than one's own chain. */
const POLL_MS = "2000";

/** Both nodes, the data service and the site, each on loopback, for the proxy that ends TLS. None of them has a default key. */
export async function startRoles(
  config: TestnetConfig,
  supervisor: Supervisor,
  pair: number,
  kernels: string,
): Promise<void> {
  const { site, data, keys } = config;
  const host = ({ url }: { url: string }) => new URL(url).host;
  const common = {
    CRYPTO_DOCTOR_RPC_URL: config.rpcUrl,
    CRYPTO_DOCTOR_DEPLOYMENT: join(config.folder, "deployment.json"),
    CRYPTO_DOCTOR_IPFS_RPC_URL: config.ipfsRpcUrl,
    CRYPTO_DOCTOR_KERNELS: kernels,
    CRYPTO_DOCTOR_PAIR: `${pair}`,
    CRYPTO_DOCTOR_WEB_ORIGINS: new URL(site.url).origin,
    CRYPTO_DOCTOR_CONFIRMATIONS: `${config.confirmations}`,
    CRYPTO_DOCTOR_POLL_MS: POLL_MS,
  };
  const key = (name: AccountName) => ({
    CRYPTO_DOCTOR_KEY_FILE: keys[name].file,
    CRYPTO_DOCTOR_KEY_PASSPHRASE_FILE: keys[name].passphraseFile,
  });
  const node = (party: 0 | 1) =>
    supervisor.fork(`node${party}`, join(ROOT, "oracle/node/main.ts"), {
      ...common,
      ...key(`node${party}`),
      CRYPTO_DOCTOR_PARTY: `${party}`,
      CRYPTO_DOCTOR_DATA: join(config.folder, `node${party}`),
      CRYPTO_DOCTOR_HOSTS: host(config[`node${party}`]),
      CRYPTO_DOCTOR_PORT: `${config[`node${party}`].port}`,
      CRYPTO_DOCTOR_LINK_PORT: `${config.linkPort}`,
      CRYPTO_DOCTOR_PEER: `127.0.0.1:${config.linkPort}`,
    });
  await Promise.all([
    node(0),
    node(1),
    supervisor.fork("data", join(ROOT, "app/data/main.ts"), {
      ...common,
      ...key("curator"),
      CRYPTO_DOCTOR_DATA: join(config.folder, "data"),
      CRYPTO_DOCTOR_HOSTS: host(data),
      CRYPTO_DOCTOR_PORT: `${data.port}`,
    }),
    supervisor.fork("web", join(ROOT, "app/web/server/main.ts"), {
      ...common,
      CRYPTO_DOCTOR_PUBLIC_RPC_URL: config.publicRpcUrl,
      CRYPTO_DOCTOR_SITE: join(ROOT, "build/web"),
      CRYPTO_DOCTOR_MODEL_FOLDER: modelFolder(config.model),
      CRYPTO_DOCTOR_SEATS: `${config.seats}`,
      CRYPTO_DOCTOR_BOUNTY: config.bounty,
      CRYPTO_DOCTOR_DATA_URL: data.url,
      CRYPTO_DOCTOR_HOSTS: host(site),
      CRYPTO_DOCTOR_PORT: `${site.port}`,
    }),
  ]);
}
