/** Bytes of the browser's own generator: the one source of every key, seed and salt. */
export function random(bytes: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes);
  // The generator gives at most 65,536 bytes at a time.
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(out.subarray(at, Math.min(bytes, at + 65_536)));
  return out;
}
