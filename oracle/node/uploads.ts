import { createReadStream, mkdirSync, rmSync, statSync } from "node:fs";
import { appendFile, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CID } from "multiformats/cid";
import { DoctorError } from "#errors";
import type { NodeBlobStore } from "#storage/blobs";
import { cidOf } from "#storage/unixfs";
import { MAX_SET } from "#wire/bundle";

/** Most bytes that one request brings. */
export const MAX_CHUNK = 2 ** 20;
const KEPT_MS = 3_600_000;

export interface UploadLimits {
  readonly fileBytes: number;
  /** Uploads that are begun and not finished, together. */
  readonly pendingBytes: number;
  readonly pendingFiles: number;
}
const LIMITS: UploadLimits = { fileBytes: MAX_SET, pendingBytes: 2 ** 31, pendingFiles: 64 };

/**
 * Ciphertext on its way in, piece by piece, so that a browser whose line breaks goes on where it was. An upload is named
 * by the CID that it will have; only what really has that CID is pinned. What is not finished within an hour is dropped.
 */
export class Uploads {
  readonly #folder: string;
  readonly #blobs: NodeBlobStore;
  readonly #limits: UploadLimits;
  readonly #busy = new Set<string>();

  constructor(folder: string, blobs: NodeBlobStore, limits: Partial<UploadLimits> = {}) {
    this.#folder = folder;
    this.#blobs = blobs;
    this.#limits = { ...LIMITS, ...limits };
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Bytes that are here already; 0 for an upload that was never begun, or is finished. */
  received(cid: CID): number {
    return statSync(this.#path(cid), { throwIfNoEntry: false })?.size ?? 0;
  }

  /**
   * Adds the bytes from `offset` on; the last ones make the file whole, which is then checked and pinned.
   * @throws DoctorError E605_BLOB_TOO_LARGE, E610_WRONG_OFFSET, E611_TOO_MANY_UPLOADS, E612_OTHER_CONTENT
   */
  async append(
    cid: CID,
    size: number,
    offset: number,
    chunk: Uint8Array,
  ): Promise<{ received: number; stored: boolean }> {
    if (size > this.#limits.fileBytes || offset + chunk.length > size)
      throw new DoctorError(
        "E605_BLOB_TOO_LARGE",
        `This node takes files of at most ${this.#limits.fileBytes} bytes, and no byte more than announced.`,
        "Use a smaller model or picture.",
      );
    const name = cid.toString();
    if (this.#busy.has(name) || this.received(cid) !== offset) throw wrongOffset();
    this.#busy.add(name);
    try {
      await this.#makeRoom(name, offset === 0 ? size : chunk.length);
      await appendFile(this.#path(cid), chunk, { mode: 0o600 });
      const received = offset + chunk.length;
      if (received < size) return { received, stored: false };
      await this.#finish(cid);
      return { received, stored: true };
    } finally {
      this.#busy.delete(name);
    }
  }

  async #finish(cid: CID): Promise<void> {
    // Read twice and never held: a set for a large network has a hundred megabytes.
    const content = () => createReadStream(this.#path(cid));
    try {
      if (!(await cidOf(content())).equals(cid))
        throw new DoctorError(
          "E612_OTHER_CONTENT",
          "The uploaded bytes do not have the CID that they were announced under.",
          "Upload the file again from its beginning.",
        );
      await this.#blobs.putStream(cid, content());
    } finally {
      rmSync(this.#path(cid), { force: true });
    }
  }

  /**
   * Drops what lay too long, and refuses more while too much is under way. An upload must fit whole when it begins, and
   * is asked again at each piece: many small beginnings may have grown meanwhile.
   */
  async #makeRoom(name: string, more: number): Promise<void> {
    let [bytes, files] = [more, 1];
    for (const other of await readdir(this.#folder)) {
      const path = join(this.#folder, other);
      const facts = await stat(path).catch(() => undefined);
      if (!facts) continue;
      if (other !== name && Date.now() - facts.mtimeMs > KEPT_MS) await rm(path, { force: true });
      else {
        bytes += facts.size;
        files += Number(other !== name);
      }
    }
    if (bytes > this.#limits.pendingBytes || files > this.#limits.pendingFiles)
      throw new DoctorError(
        "E611_TOO_MANY_UPLOADS",
        "Too many uploads are under way at this node.",
        "Try again in a few minutes, or at the other node.",
      );
  }

  #path(cid: CID): string {
    return join(this.#folder, cid.toString());
  }
}

const wrongOffset = () =>
  new DoctorError(
    "E610_WRONG_OFFSET",
    "These bytes do not follow the ones that are here.",
    "Ask how many bytes were received, and go on from there.",
  );
