import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Deployment } from "#chain/addresses";
import type { StoredCase } from "../patient/stored-case.ts";

/** A vault's key, encrypted under what one passkey gives. */
export interface WrappedKey {
  /** The credential, as its authenticator knows it. */
  readonly id: Uint8Array<ArrayBuffer>;
  /** ISO 8601. */
  readonly addedAt: string;
  readonly wrapped: Uint8Array;
}

/** How a vault is opened: no secret. The key comes from the passphrase and `salt`, or out of one of `passkeys`. */
export interface Lock {
  readonly salt: Uint8Array<ArrayBuffer>;
  /** What a key is checked with. */
  readonly probe: Uint8Array;
  /** Not there in a vault that never had any. */
  readonly passkeys?: readonly WrappedKey[];
}

interface Schema extends DBSchema {
  /** Encrypted under the vault's key: names in the clear, contents not. */
  vault: { key: string; value: Uint8Array };
  lock: { key: "lock"; value: Lock };
  /** Public facts of the patient's cases, and ciphertext that waits to be sent. */
  cases: { key: string; value: StoredCase };
}
export type Db = IDBPDatabase<Schema>;

/** This device's own store for one chain: a local network that was made anew starts empty. */
export const openDb = ({ chainId, firstBlock }: Deployment): Promise<Db> =>
  openDB<Schema>(`crypto-doctor-${chainId}-${firstBlock.slice(2, 14)}`, 1, {
    upgrade(db) {
      db.createObjectStore("vault");
      db.createObjectStore("lock");
      db.createObjectStore("cases", { keyPath: "id" });
    },
  });
