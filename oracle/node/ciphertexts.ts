import Type from "typebox";
import { DoctorError } from "#errors";
import type { httpService } from "#service/http";
import { parseCid, requireFileCid } from "#storage/cid";
import { CidText, Closed } from "#wire/schema";
import { MAX_CHUNK, type Uploads } from "./uploads.ts";

export interface Ciphertexts {
  readonly uploads: Uploads;
  /** One block of this node's IPFS server. */
  readonly block: (cid: ReturnType<typeof parseCid>) => Promise<Uint8Array>;
}

const RAW_BLOCK = "application/vnd.ipld.raw";
const Name = Closed({ cid: CidText });
const Piece = Closed({ size: Type.Integer({ minimum: 1 }), offset: Type.Integer({ minimum: 0 }) });

/**
 * What a browser may do with ciphertext: bring it in pieces, and read single blocks, which it verifies itself
 * (specs.ipfs.tech/http-gateways/trustless-gateway). The IPFS server's own RPC is never reachable from here.
 */
export function ciphertextRoutes(app: Awaited<ReturnType<typeof httpService>>, { uploads, block }: Ciphertexts): void {
  app.addContentTypeParser(
    "application/octet-stream",
    { parseAs: "buffer", bodyLimit: MAX_CHUNK },
    (_request, body, done) => done(null, body),
  );

  const known = { summary: "How many bytes of a ciphertext are here", params: Name };
  app.get("/uploads/:cid", { schema: known }, async ({ params }) => ({
    received: uploads.received(parseCid(params.cid)),
  }));

  app.put(
    "/uploads/:cid",
    { schema: { summary: "A piece of a ciphertext", params: Name, querystring: Piece }, bodyLimit: MAX_CHUNK },
    async ({ params, query, body }) => {
      const cid = parseCid(params.cid);
      requireFileCid(cid);
      if (!(body instanceof Uint8Array) || body.length === 0)
        throw new DoctorError(
          "E110_MALFORMED",
          "A piece of an upload is bytes.",
          "Send it as application/octet-stream.",
        );
      return uploads.append(cid, query.size, query.offset, body);
    },
  );

  app.get(
    "/ipfs/:cid",
    {
      schema: {
        summary: "One block of a ciphertext, to be verified by its reader",
        params: Name,
        querystring: Closed({ format: Type.Literal("raw") }),
      },
    },
    async ({ params }, reply) => {
      const cid = parseCid(params.cid);
      requireFileCid(cid);
      return reply
        .headers({
          "content-type": RAW_BLOCK,
          "content-disposition": `attachment; filename="${cid}.bin"`,
          "cache-control": "public, max-age=29030400, immutable",
          "x-ipfs-path": `/ipfs/${cid}`,
        })
        .send(Buffer.from(await block(cid)));
    },
  );
}
