import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { DoctorError } from "#errors";
import { equal } from "#wire/bytes";
import { random } from "../random.ts";
import type { Db, Lock, WrappedKey } from "./db.ts";

/** scrypt at 128 MiB: what OWASP recommends for passphrases; about a second on a laptop. */
const COST = { N: 2 ** 17, r: 8, p: 1, dkLen: 32 };
const NONCE = 24;
const PROBE = new TextEncoder().encode("crypto-doctor/vault@1");
export const LEAST_PASSPHRASE = 10;

const keyFrom = (passphrase: string, salt: Uint8Array): Promise<Uint8Array> =>
  scryptAsync(passphrase.normalize("NFKC"), salt, COST);

function encrypt(key: Uint8Array, plain: Uint8Array): Uint8Array {
  const nonce = random(NONCE);
  const body = xchacha20poly1305(key, nonce).encrypt(plain);
  const out = new Uint8Array(NONCE + body.length);
  out.set(nonce);
  out.set(body, NONCE);
  return out;
}

function decrypt(key: Uint8Array, boxed: Uint8Array): Uint8Array {
  try {
    return xchacha20poly1305(key, boxed.subarray(0, NONCE)).decrypt(boxed.subarray(NONCE));
  } catch {
    throw new DoctorError("E209_PASSPHRASE", "That is not the passphrase.", "Try again; nobody can reset it.");
  }
}

export const otherPasskey = (): DoctorError =>
  new DoctorError(
    "E221_OTHER_PASSKEY",
    "That passkey does not open this vault.",
    "Open it with the passphrase, then remove the passkey and add it again.",
  );

/**
 * Secrets of this device, encrypted under a key that comes from a passphrase, which is known to nobody else and never
 * derived from a wallet. Each passkey is a second way to the same key.
 */
export class Vault {
  readonly #db: Db;
  readonly #key: Uint8Array;

  private constructor(db: Db, key: Uint8Array) {
    this.#db = db;
    this.#key = key;
  }

  /** How the vault is opened, if there is one. */
  static async lock(db: Db): Promise<Lock | null> {
    return (await db.get("lock", "lock")) ?? null;
  }

  /** Makes the vault with the first passphrase; opens it with the same one afterwards. @throws DoctorError E209 */
  static async open(db: Db, passphrase: string): Promise<Vault> {
    const lock = await db.get("lock", "lock");
    if (lock) {
      const key = await keyFrom(passphrase, lock.salt);
      decrypt(key, lock.probe);
      return new Vault(db, key);
    }
    const salt = random(16);
    const key = await keyFrom(passphrase, salt);
    await db.put("lock", { salt, probe: encrypt(key, PROBE) }, "lock");
    return new Vault(db, key);
  }

  /** @param secret 32 bytes that only this passkey gives @throws DoctorError E221_OTHER_PASSKEY */
  static openBy(db: Db, { wrapped }: WrappedKey, secret: Uint8Array): Vault {
    try {
      return new Vault(db, decrypt(secret, wrapped));
    } catch {
      throw otherPasskey();
    }
  }

  /** From now on this passkey opens the vault, too. @param secret 32 bytes that only it gives */
  async admit(id: Uint8Array<ArrayBuffer>, secret: Uint8Array): Promise<void> {
    const added = { id, addedAt: new Date().toISOString(), wrapped: encrypt(secret, this.#key) };
    await this.#changePasskeys((all) => [...all, added]);
  }

  /** Forgets what a passkey would open. The vault's key stays what it was. */
  async dismiss({ wrapped }: WrappedKey): Promise<void> {
    await this.#changePasskeys((all) => all.filter((one) => !equal(one.wrapped, wrapped)));
  }

  async #changePasskeys(change: (all: readonly WrappedKey[]) => readonly WrappedKey[]): Promise<void> {
    const { store, done } = this.#db.transaction("lock", "readwrite");
    const lock = (await store.get("lock"))!;
    await store.put({ ...lock, passkeys: change(lock.passkeys ?? []) }, "lock");
    await done;
  }

  async put(name: string, value: unknown): Promise<void> {
    await this.#db.put("vault", encrypt(this.#key, new TextEncoder().encode(JSON.stringify(value))), name);
  }

  async get<T>(name: string): Promise<T | undefined> {
    const boxed = await this.#db.get("vault", name);
    return boxed && JSON.parse(new TextDecoder().decode(decrypt(this.#key, boxed)));
  }

  async putBytes(name: string, value: Uint8Array): Promise<void> {
    await this.#db.put("vault", encrypt(this.#key, value), name);
  }

  async getBytes(name: string): Promise<Uint8Array | undefined> {
    const boxed = await this.#db.get("vault", name);
    return boxed && decrypt(this.#key, boxed);
  }

  async names(prefix: string): Promise<string[]> {
    return (await this.#db.getAllKeys("vault")).filter((name) => name.startsWith(prefix));
  }

  async remove(name: string): Promise<void> {
    await this.#db.delete("vault", name);
  }
}

/** Seals a file under a passphrase of its own, for another device: salt, then nonce and ciphertext. */
export async function sealFile(plain: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const salt = random(16);
  const boxed = encrypt(await keyFrom(passphrase, salt), plain);
  const out = new Uint8Array(salt.length + boxed.length);
  out.set(salt);
  out.set(boxed, salt.length);
  return out;
}

/** @throws DoctorError E209_PASSPHRASE, also for a damaged file */
export const unsealFile = async (file: Uint8Array, passphrase: string): Promise<Uint8Array> =>
  decrypt(await keyFrom(passphrase, file.subarray(0, 16)), file.subarray(16));
