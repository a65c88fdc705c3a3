import { bech32 } from "@scure/base";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { DoctorError } from "#errors";
import { pad, unpad } from "./padding.ts";

/** An age identity `AGE-SECRET-KEY-1…`: whoever holds it reads what was sealed to its recipient. */
export type Identity = string & { readonly brand: "age identity" };
/** An X25519 age recipient as the 32 bytes that stand on chain. */
export type Recipient = Uint8Array;

const HRP = "age";

export const newIdentity = async (): Promise<Identity> => (await generateX25519Identity()) as Identity;
export const recipientOf = async (identity: Identity): Promise<Recipient> =>
  recipientFromText(await identityToRecipient(identity));

export function recipientFromText(text: string): Recipient {
  const decoded = bech32.decodeUnsafe(text as `${string}1${string}`);
  const bytes = decoded?.prefix === HRP ? bech32.fromWordsUnsafe(decoded.words) : undefined;
  if (bytes?.length !== 32)
    throw new DoctorError(
      "E112_RECIPIENT",
      "That is not an age X25519 recipient.",
      "It starts with age1 and has 62 characters.",
    );
  return Uint8Array.from(bytes);
}
export const recipientText = (recipient: Recipient): string => bech32.encode(HRP, bech32.toWords(recipient));

/** Encrypts `plain`, padded, to one recipient (age v1, X25519). */
export async function seal(plain: Uint8Array, recipient: Recipient): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipientText(recipient));
  return encrypter.encrypt(pad(plain));
}

/**
 * @param identities one of which it was sealed to
 * @throws DoctorError E202_NOT_FOR_US when it was sealed to somebody else, or changed on the way
 * @throws DoctorError E111_PADDING
 */
export async function unseal(sealed: Uint8Array, ...identities: readonly Identity[]): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  let padded: Uint8Array;
  try {
    padded = await decrypter.decrypt(sealed);
  } catch {
    throw new DoctorError(
      "E202_NOT_FOR_US",
      "A sealed message could not be opened with this identity.",
      "It was sealed to another recipient, or it was changed on the way.",
    );
  }
  return unpad(padded);
}
