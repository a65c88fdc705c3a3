import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Deployment } from "#chain/addresses";
import type { StoredCase } from "../patient/stored-case.ts";

interface Schema extends DBSchema {
  /** Encrypted under the passphrase: names in the clear, contents not. */
  vault: { key: string; value: Uint8Array };
  /** What the passphrase is checked with: no secret. */
  lock: { key: "lock"; value: { salt: Uint8Array; probe: Uint8Array } };
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
