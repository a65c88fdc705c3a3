import { DoctorError } from "#errors";
import type { Db } from "../session/db.ts";
import { sealFile, unsealFile, type Vault } from "../session/vault.ts";
import { isStoredCase, pictureOf, type StoredCase, type StoredWave, secretsOf } from "./stored-case.ts";

const FORMAT = "crypto-doctor/case@1";
const bytesOf = (base64: string): Uint8Array => Uint8Array.fromBase64(base64);
const base64Of = (bytes: Uint8Array): string => bytes.toBase64();

interface Packed {
  readonly outbox: readonly { readonly what: string; readonly cid: string; readonly bytes: string }[];
}
const packed = ({ outbox }: StoredWave): Packed["outbox"] =>
  outbox.map((one) => ({ ...one, bytes: base64Of(one.bytes) }));
const unpacked = ({ outbox }: Packed): StoredWave["outbox"] =>
  outbox.map((one) => ({ ...one, bytes: bytesOf(one.bytes) }));

/** A case as one encrypted file, for another device or for safety: all that this device keeps of it. */
export async function exportCase(vault: Vault, stored: StoredCase, passphrase: string): Promise<Uint8Array> {
  const picture = await vault.getBytes(pictureOf(stored.id));
  const file = {
    format: FORMAT,
    stored: { ...stored, outbox: packed(stored), later: stored.later?.map((one) => ({ ...one, outbox: packed(one) })) },
    secrets: await vault.get(secretsOf(stored.id)),
    laterSecrets: await Promise.all((stored.later ?? []).map((_, i) => vault.get(secretsOf(stored.id, i + 2)))),
    picture: picture && base64Of(picture),
  };
  return sealFile(new TextEncoder().encode(JSON.stringify(file)), passphrase);
}

/** @throws DoctorError E209_PASSPHRASE, E115_CASE_FILE */
export async function importCase(db: Db, vault: Vault, file: Uint8Array, passphrase: string): Promise<void> {
  const { format, stored, secrets, laterSecrets, picture } = JSON.parse(
    new TextDecoder().decode(await unsealFile(file, passphrase)),
  );
  // Whoever gave the file also gave its passphrase: a name in it must not lead elsewhere in the vault.
  if (format !== FORMAT || !isStoredCase(stored))
    throw new DoctorError("E115_CASE_FILE", "That is not a case file.", "Choose a file that this page has exported.");
  if (secrets) await vault.put(secretsOf(stored.id), secrets);
  if (picture) await vault.putBytes(pictureOf(stored.id), bytesOf(picture));
  for (const [i, each] of ((laterSecrets ?? []) as unknown[]).entries())
    if (each) await vault.put(secretsOf(stored.id, i + 2), each);
  const later = stored.later?.map((one: Packed) => ({ ...one, outbox: unpacked(one) }));
  await db.put("cases", { ...stored, outbox: unpacked(stored), later });
}
