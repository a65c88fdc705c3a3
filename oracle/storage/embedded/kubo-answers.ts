import type { FastifyReply } from "fastify";
import type { CID } from "multiformats/cid";

/** A failure as Kubo's RPC words it: HTTP 500 (400 for a wrong argument) and `{Message, Code, Type}`. */
export class KuboError extends Error {
  readonly statusCode: number;
  constructor(message: string, statusCode = 500) {
    super(message);
    this.statusCode = statusCode;
  }
}

export const kuboError = (message: string, clientsFault: boolean) => ({
  Message: message,
  Code: clientsFault ? 1 : 0,
  Type: "error",
});

export const missing = (cid: CID) =>
  new KuboError(`block was not found locally (offline): ipld: could not find ${cid}`);

/** Streamed objects, one JSON text a line, with the headers by which Kubo's clients know them. */
export function sendLines(reply: FastifyReply, values: readonly object[]) {
  return reply
    .header("X-Chunked-Output", "1")
    .type("application/json")
    .send(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}

/** Bytes of a block or a file. */
export const sendBytes = (reply: FastifyReply, bytes: Uint8Array, type: string) =>
  reply.header("X-Stream-Output", "1").header("X-Content-Type-Options", "nosniff").type(type).send(Buffer.from(bytes));
