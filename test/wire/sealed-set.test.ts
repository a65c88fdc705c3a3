import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { inMemory } from "#mpc/tape/material";
import { sealedLength, sealSet, unsealedSet } from "#wire/sealed-set";

const random = (n: number) => Uint8Array.from(randomBytes(n));
const PIECE = 2 ** 20;
const TAG = 16;

async function read(sealed: Uint8Array, key: Uint8Array, length?: number, at = 1000): Promise<Uint8Array> {
  const source = await unsealedSet(inMemory(sealed), key);
  const bytes = new Uint8Array(length ?? source.length);
  for (let from = 0; from < bytes.length; from += at) await source.read(bytes.subarray(from, from + at));
  return bytes;
}

const refused = (sealed: Uint8Array, key: Uint8Array, length?: number) =>
  read(sealed, key, length, PIECE).then(
    () => "read",
    (error) => error.code as string,
  );

describe("a sealed material set", () => {
  const key = random(32);

  it("comes back as it was, in whatever pieces it is asked for, at every length around a piece's", async () => {
    for (const length of [1, 108, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 77]) {
      const plain = random(length);
      const sealed = await sealSet(plain, key);
      expect(sealed.length).to.equal(sealedLength(length));
      for (const at of [1000, PIECE + 108])
        expect(Buffer.compare(await read(sealed, key, undefined, at), plain), `${length} bytes`).to.equal(0);
    }
  });

  it("shows nothing of zeros, and nothing of what two sets have in common", async () => {
    const [a, b] = [await sealSet(new Uint8Array(PIECE), key), await sealSet(new Uint8Array(PIECE), random(32))];
    for (const sealed of [a, b]) expect(sealed.filter((byte) => byte === 0).length).to.be.below(PIECE / 200);
    expect(a.filter((byte, i) => byte === b[i]).length).to.be.below(PIECE / 200);
  });

  it("is refused with another key, a flipped bit anywhere, pieces exchanged, left out, or cut off", async () => {
    const plain = random(2 * PIECE + 500);
    const sealed = await sealSet(plain, key);
    expect(await refused(sealed, random(32))).to.equal("E326_MATERIAL_SEALED");
    for (const at of [0, PIECE, PIECE + TAG, sealed.length - TAG - 1, sealed.length - 1]) {
      const flipped = sealed.slice();
      flipped[at]! ^= 0x10;
      expect(await refused(flipped, key), `bit ${at}`).to.equal("E326_MATERIAL_SEALED");
    }
    const piece = (index: number) => sealed.subarray(index * (PIECE + TAG), (index + 1) * (PIECE + TAG));
    const joined = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));
    for (const wrong of [
      joined(piece(1), piece(0), piece(2)),
      joined(piece(0), piece(2)),
      joined(piece(0), piece(1)),
      joined(piece(0), piece(1), piece(2), piece(2)),
      sealed.slice(0, -1),
      new Uint8Array(0),
      new Uint8Array(TAG),
    ])
      expect(await refused(wrong, key, plain.length)).to.equal("E326_MATERIAL_SEALED");
    // Even to a reader who does not know how long it was.
    expect(await refused(joined(piece(0), piece(1)), key)).to.equal("E326_MATERIAL_SEALED");
  });
});
