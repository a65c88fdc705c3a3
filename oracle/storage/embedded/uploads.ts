import type { FastifyRequest } from "fastify";
import { KuboError } from "./kubo-answers.ts";

export interface Upload {
  /** The file name as sent, decoded; empty when none was. */
  readonly name: string;
  /** Streams, and throws when the upload is over the limit or breaks off, so that no part of a file passes for it. */
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * The files of a multipart request, one after the other, as kubo-rpc-client streams them.
 * @param maxBytes per file; without it, the limit of the service
 */
export async function* uploads(request: FastifyRequest, maxBytes?: number): AsyncGenerator<Upload> {
  if (!request.isMultipart()) throw new KuboError("a multipart/form-data body is required", 400);
  for await (const part of request.files(maxBytes ? { limits: { fileSize: maxBytes } } : {})) {
    if (part.mimetype === "application/x-directory" || part.filename?.includes("%2F")) {
      throw new KuboError("the embedded IPFS service keeps single files, no directories", 400);
    }
    yield { name: decodeURIComponent(part.filename ?? ""), content: whole(part.file) };
  }
}

async function* whole(stream: AsyncIterable<Buffer> & { truncated: boolean }): AsyncGenerator<Uint8Array> {
  for await (const part of stream) yield part;
  if (stream.truncated) throw new KuboError("the file is larger than this service takes", 413);
}
