import { existsSync, mkdirSync, rmSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import { DoctorError } from "#errors";
import type { MaterialSource } from "#mpc/tape/material";
import { CORRECTIONS_AT, inMemory, statedName } from "#mpc/tape/material";
import type { BlobStore } from "#storage/blobs";
import { parseCid } from "#storage/cid";
import { MAX_SET } from "#wire/bundle";
import { equal } from "#wire/bytes";
import { unsealedSet } from "#wire/sealed-set";
import type { CaseSet } from "./check-bundle.ts";

/**
 * Material sets on this node's disk, sealed as they came: fetched when it is known which of a case's sets are needed, read
 * from front to back without ever being in memory whole, and dropped when the case is done.
 */
export class SetShelf {
  readonly #folder: string;
  readonly #blobs: BlobStore;

  /** What an earlier process left is fetched again if it is needed. */
  constructor(folder: string, blobs: BlobStore) {
    this.#folder = folder;
    this.#blobs = blobs;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Brings a set of a case to the disk, if it is not there. @throws DoctorError E6xx as `BlobStore.stream` */
  async fetch(caseId: string, { cid, size }: CaseSet): Promise<void> {
    const path = join(this.#folder, caseId, cid);
    if (existsSync(path)) return;
    mkdirSync(join(this.#folder, caseId), { recursive: true, mode: 0o700 });
    const file = await open(`${path}.new`, "w", 0o600);
    try {
      for await (const { part } of this.#blobs.stream(parseCid(cid), { maxBytes: Math.min(size, MAX_SET) }))
        await file.appendFile(part);
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  }

  /**
   * Lets `work` read a set, which is fetched before if need be. The content is the one whose name stands in the manifest
   * if `work` reads to the end without an error from the material's decoder.
   * @throws DoctorError E326_MATERIAL_SEALED; E332_FOREIGN_BUNDLE for a set of another name; E6xx
   */
  async use<T>(caseId: string, set: CaseSet, work: (source: MaterialSource) => Promise<T>): Promise<T> {
    await this.fetch(caseId, set);
    return readSealed(join(this.#folder, caseId, set.cid), set.key, async (source) => {
      const head = new Uint8Array(Math.min(CORRECTIONS_AT, source.length));
      await source.read(head);
      if (!equal(statedName(head), set.name))
        throw new DoctorError(
          "E332_FOREIGN_BUNDLE",
          "A material set is not the one that the patient committed to.",
          "The case cannot be read by this node; the patient gets the escrow back or the maximum bounty stands.",
        );
      return work(inSequence(head, source));
    });
  }

  /** Forgets the sets of a case that is done. */
  drop(caseId: string): void {
    rmSync(join(this.#folder, caseId), { recursive: true, force: true });
  }
}

/** Lets `work` read a sealed set that lies in a file. */
export async function readSealed<T>(
  path: string,
  key: Uint8Array,
  work: (source: MaterialSource) => Promise<T>,
): Promise<T> {
  const file = await open(path);
  try {
    const { size: length } = await file.stat();
    const sealed: MaterialSource = {
      length,
      async read(into) {
        for (let at = 0; at < into.length; ) {
          const { bytesRead } = await file.read(into, at, into.length - at);
          if (bytesRead === 0) throw new Error("the file became shorter while it was read");
          at += bytesRead;
        }
      },
    };
    return await work(await unsealedSet(sealed, key));
  } finally {
    await file.close();
  }
}

/** A source whose first bytes were read already. */
function inSequence(head: Uint8Array, rest: MaterialSource): MaterialSource {
  const start = inMemory(head);
  let left = head.length;
  return {
    length: rest.length,
    async read(into) {
      const part = into.subarray(0, Math.min(left, into.length));
      await start.read(part);
      left -= part.length;
      if (part.length < into.length) await rest.read(into.subarray(part.length));
    },
  };
}
