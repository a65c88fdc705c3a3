import { portSetting, setting } from "#service/config";
import { logger } from "#service/log";
import { runRole } from "#service/process";
import { startIpfsService } from "./ipfs-service.ts";

/** The embedded IPFS service as a process: CRYPTO_DOCTOR_IPFS_DIR, CRYPTO_DOCTOR_IPFS_PORT (5001, as Kubo's). */
const log = logger("ipfs");
await runRole(log, async () => {
  const service = await startIpfsService({ folder: setting("IPFS_DIR"), port: portSetting("IPFS_PORT", "5001") });
  log.info({ url: service.url }, "keeps and serves blocks by Kubo's RPC");
  return { ready: { url: service.url }, stop: service.close };
});
