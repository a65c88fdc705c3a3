import { DoctorError } from "#errors";
import { equal } from "#wire/bytes";
import { random } from "../random.ts";
import type { Db, WrappedKey } from "./db.ts";
import { otherPasskey, Vault } from "./vault.ts";

/**
 * A passkey opens the vault by WebAuthn's `prf` extension: its authenticator computes a keyed hash of the vault's salt,
 * which never leaves this page and is the same each time. Nothing is signed for anybody, and no server takes part.
 */
const INFO = new TextEncoder().encode("crypto-doctor/vault/passkey@1");
const ES256 = -7;
const RS256 = -257;
/** An authenticator has one such hash for a person that it has verified and another one else: always the first. */
const VERIFIED = "required";

/** Makes a passkey that opens this vault from now on. @returns false if the person said no @throws DoctorError E217 to E220 */
export async function addPasskey(db: Db, vault: Vault): Promise<boolean> {
  const { salt, passkeys = [] } = (await Vault.lock(db))!;
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: random(32), // nobody looks at the answer's signature
        rp: { name: "crypto-doctor" },
        user: { id: random(16), name: `crypto-doctor ${location.host}`, displayName: "crypto-doctor" },
        pubKeyCredParams: [ES256, RS256].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "preferred", userVerification: VERIFIED },
        excludeCredentials: passkeys.map(descriptor),
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  if (!made) return false;
  const id = new Uint8Array(made.rawId);
  const { prf } = made.getClientExtensionResults();
  try {
    if (!prf?.enabled) throw noHash();
    // Some authenticators tell the hash only when they are asked again.
    const hash = prf.results?.first ?? (await hashOf([{ id }], salt))?.hash;
    if (hash) await vault.admit(id, await secretFrom(hash));
    else await forget(id);
    return hash !== undefined;
  } catch (error) {
    await forget(id);
    throw error;
  }
}

/** @returns nothing if the person said no @throws DoctorError E217 to E221 */
export async function unlockByPasskey(db: Db): Promise<Vault | undefined> {
  const { salt, passkeys = [] } = (await Vault.lock(db))!;
  const answer = await hashOf(passkeys, salt);
  if (!answer) return undefined;
  const used = passkeys.find(({ id }) => equal(id, answer.id));
  if (!used) throw otherPasskey();
  return Vault.openBy(db, used, await secretFrom(answer.hash));
}

/** The passkey no longer opens this vault; where the browser can, its keeper is told that it is of no use. */
export async function removePasskey(vault: Vault, passkey: WrappedKey): Promise<void> {
  await vault.dismiss(passkey);
  await forget(passkey.id);
}

const descriptor = ({ id }: { id: Uint8Array<ArrayBuffer> }) => ({ type: "public-key", id }) as const;

async function hashOf(from: readonly { id: Uint8Array<ArrayBuffer> }[], salt: Uint8Array<ArrayBuffer>) {
  const found = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: random(32),
        allowCredentials: from.map(descriptor),
        userVerification: VERIFIED,
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  if (!found) return undefined;
  const hash = found.getClientExtensionResults().prf?.results?.first;
  if (!hash) throw noHash();
  return { id: new Uint8Array(found.rawId), hash };
}

async function secretFrom(hash: BufferSource): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey("raw", hash, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: INFO };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}

/** Puts the question to the browser. A "no", which is also what it calls a long silence, gives nothing. */
async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential | undefined> {
  if (!("PublicKeyCredential" in window)) throw noAuthenticator();
  // A passkey belongs to a name: an address of numbers has none (WebAuthn, "valid domain").
  if (/^[\d.]+$|^\[/.test(location.hostname)) throw noName();
  try {
    return ((await ask()) as PublicKeyCredential | null) ?? undefined;
  } catch (error) {
    switch ((error as Partial<DOMException>).name) {
      case "NotAllowedError":
      case "AbortError":
        return undefined;
      case "InvalidStateError":
        throw alreadyThere();
      case "SecurityError":
        throw noName();
      default:
        throw noAuthenticator(error);
    }
  }
}

async function forget(id: Uint8Array): Promise<void> {
  const credentialId = id.toBase64({ alphabet: "base64url", omitPadding: true });
  const keeper = window.PublicKeyCredential as
    | { signalUnknownCredential?: (about: { rpId: string; credentialId: string }) => Promise<void> }
    | undefined;
  await keeper?.signalUnknownCredential?.({ rpId: location.hostname, credentialId }).catch(() => {}); // a courtesy
}

const noAuthenticator = (cause?: unknown) =>
  new DoctorError(
    "E217_NO_AUTHENTICATOR",
    "No authenticator here can keep a passkey that asks who you are.",
    "Take a fingerprint, a face, a screen lock's code or a security key with a PIN; the passphrase opens the vault, too.",
    cause,
  );

const noName = () =>
  new DoctorError(
    "E218_NO_NAME",
    "A passkey belongs to a name, and this page's address is a number or is not secure.",
    "Open the page by its name over HTTPS, or as localhost on this machine.",
  );

const noHash = () =>
  new DoctorError(
    "E219_NO_PRF",
    "This authenticator proves who you are, but gives no key that could open a vault.",
    "Take another authenticator or browser (WebAuthn with PRF), or go on with the passphrase.",
  );

const alreadyThere = () =>
  new DoctorError(
    "E220_PASSKEY_KNOWN",
    "This authenticator already holds a passkey of this vault.",
    "Use that one, or remove it here first.",
  );
