import type { WebConfig } from "#client/web-config";
import { DoctorError } from "#errors";
import { httpService } from "#service/http";
import type { Logger } from "#service/log";
import type { LocalBoard } from "./local.ts";
import { localRoutes } from "./local.ts";
import type { Asset } from "./site.ts";

/**
 * What the page may do: run its own scripts and kernels, show its own pictures, and call the chain, the nodes and the
 * data service of this network. Nothing is loaded from anybody else, and nobody can frame it.
 */
const policyFor = (callable: readonly string[]) => ({
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
  workerSrc: ["'self'"],
  styleSrc: ["'self'"],
  // Wallets announce their icons as data: URLs (EIP-6963).
  imgSrc: ["'self'", "blob:", "data:"],
  fontSrc: ["'self'"],
  connectSrc: ["'self'", ...callable],
  manifestSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  objectSrc: ["'none'"],
  scriptSrcAttr: ["'none'"],
  upgradeInsecureRequests: null,
});

/**
 * @param callable origins that the page may call besides its own
 * @param hosts names that the site is called by besides loopback, such as behind a proxy with TLS
 */
export async function webHttp(
  log: Logger,
  site: ReadonlyMap<string, Asset>,
  config: WebConfig,
  callable: readonly string[],
  hosts: string[],
  local?: LocalBoard,
) {
  const app = await httpService(log, "crypto-doctor: the web application", {
    perMinute: 3_000,
    hosts,
    policy: policyFor(callable),
  });
  app.get(
    "/config.json",
    { schema: { summary: "Network, contracts and endpoints of the page" } },
    async (_request, reply) => reply.header("cache-control", "no-store").send(config),
  );
  if (local) localRoutes(app, local);

  app.get("/*", { schema: { hide: true } }, async (request, reply) => {
    const path = request.url.split("?")[0]!;
    // Every page of the application is the same document; its script looks at the address.
    const found = site.get(path) ?? (path.includes(".") ? undefined : site.get("/index.html"));
    if (!found)
      throw new DoctorError("E702_NOT_FOUND", "There is no such file.", "Start at the first page of the application.");
    const zipped = request.headers["accept-encoding"]?.includes("gzip") ?? false;
    return reply
      .headers({
        "content-type": found.type,
        "cache-control": found.immutable ? "public, max-age=31536000, immutable" : "no-cache",
        vary: "accept-encoding",
        ...(zipped && { "content-encoding": "gzip" }),
      })
      .send(zipped ? found.gzip : found.body);
  });
  return app;
}
