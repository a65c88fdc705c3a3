import multipart from "@fastify/multipart";
import Fastify, { type FastifyError } from "fastify";
import { DoctorError } from "#errors";
import { listen } from "#service/http";
import { trustlessGateway } from "./embedded/gateway.ts";
import { kuboError } from "./embedded/kubo-answers.ts";
import { kuboRpc } from "./embedded/kubo-rpc.ts";
import { openRepo } from "./embedded/repo.ts";

const HOST = "127.0.0.1";
const OWN_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

export interface IpfsService {
  /** Such as http://127.0.0.1:5001: what `ipfsBlobs` and any Kubo client take. */
  readonly url: string;
  /** Answers what is under way, then stops. */
  close(): Promise<void>;
}

/**
 * A small IPFS server: real UnixFS blocks on disk, spoken to by Kubo's RPC, read by RPC or by the trustless gateway.
 *
 * Whoever reaches this RPC may write, so it listens on loopback alone, with no option to change that, and refuses what
 * a web page could send: a foreign Host (DNS rebinding) and any Origin. For other machines run a Kubo.
 * @param folder made if missing; one service per folder
 * @param port 0 takes a free one
 * @param maxFileBytes of one upload. A refused upload leaves blocks that nothing names; they are harmless.
 * @throws DoctorError E706_PORT_BUSY
 */
export async function startIpfsService({
  folder,
  port,
  maxFileBytes = 128 * 1024 * 1024,
}: {
  folder: string;
  port: number;
  maxFileBytes?: number;
}): Promise<IpfsService> {
  const repo = await openRepo(folder);
  const app = Fastify({ forceCloseConnections: "idle", return503OnClosing: true });

  app.addHook("onRequest", async (request, reply) => {
    if (!OWN_HOST.test(request.headers.host ?? "") || request.headers.origin !== undefined) {
      return reply.status(403).type("text/plain").send("403 - Forbidden\n");
    }
  });
  await app.register(multipart, { limits: { fileSize: maxFileBytes, files: 16, fields: 0 } });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    // What a stored DAG does not allow is the caller's business, as in Kubo: 500 with the reason.
    const status = error instanceof DoctorError ? 500 : (error.statusCode ?? 500);
    return reply.status(status).send(kuboError(error.message, status < 500));
  });
  app.setNotFoundHandler((request, reply) => {
    const wrongMethod = request.method !== "POST" && request.url.startsWith("/api/v0/");
    if (wrongMethod) return reply.status(405).type("text/plain").send("405 - Method Not Allowed\n");
    return reply.status(404).type("text/plain").send("404 page not found\n");
  });
  kuboRpc(app, repo, maxFileBytes);
  trustlessGateway(app, repo);

  const bound = await listen(app, port, HOST, "IPFS service");
  return { url: `http://${HOST}:${bound}`, close: () => app.close() };
}
