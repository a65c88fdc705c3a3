import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

export const hex = (bytes: Uint8Array): string => `0x${bytesToHex(bytes)}`;
export const unhex = (text: string): Uint8Array => hexToBytes(text.replace(/^0x/, ""));

/** Equality whose time does not depend on where two byte strings of one length differ. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

/** The bytes of ring elements, little-endian, as they are hashed and sent. */
export function ringBytes(elements: Int32Array): Uint8Array {
  const bytes = new Uint8Array(elements.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < elements.length; i++) view.setInt32(i * 4, elements[i], true);
  return bytes;
}
export function ringElements(bytes: Uint8Array): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements = new Int32Array(bytes.length >> 2);
  for (let i = 0; i < elements.length; i++) elements[i] = view.getInt32(i * 4, true);
  return elements;
}
