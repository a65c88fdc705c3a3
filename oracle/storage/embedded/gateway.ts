import type { FastifyInstance } from "fastify";
import { KuboQuery } from "./kubo-query.ts";
import type { Repo } from "./repo.ts";

const RAW_BLOCK = "application/vnd.ipld.raw";

/**
 * The trustless gateway, blocks only (specs.ipfs.tech/http-gateways/trustless-gateway): a reader asks for
 * `/ipfs/<cid>?format=raw` and verifies the bytes itself.
 */
export function trustlessGateway(app: FastifyInstance, repo: Repo): void {
  app.get<{ Params: { cid: string } }>("/ipfs/:cid", async (request, reply) => {
    const format = new KuboQuery(request.query, ["format"]).text("format", "");
    if (format !== "raw" && !(format === "" && request.headers.accept?.includes(RAW_BLOCK))) {
      return reply
        .status(406)
        .type("text/plain")
        .send(`only single blocks here: ?format=raw or Accept: ${RAW_BLOCK}\n`);
    }
    const cid = new KuboQuery({ arg: request.params.cid }, ["arg"]).cid();
    const block = await repo.block(cid);
    if (!block) return reply.status(404).type("text/plain").send(`${cid} is not here\n`);
    return reply
      .headers({
        "Content-Type": RAW_BLOCK,
        "Content-Disposition": `attachment; filename="${cid}.bin"`,
        "Cache-Control": "public, max-age=29030400, immutable",
        Etag: `"${cid}.raw"`,
        "X-Content-Type-Options": "nosniff",
        "X-Ipfs-Path": `/ipfs/${cid}`,
      })
      .send(block);
  });
}
