import { expect } from "chai";
import { expand } from "#mpc/prg/expand";
import { asSeed } from "#mpc/prg/seed";
import { expandInput, shareInput } from "#mpc/share/split";
import { kernels, randomWords } from "./rig.ts";

const hex = (text: string) => Uint8Array.from(text.match(/../g)!, (byte) => Number.parseInt(byte, 16));

async function keyStream(key: string, nonce: string, counter: number, groups = 1): Promise<Uint8Array> {
  return (await kernels()).useNow((space) => {
    const [k, n, out] = [space.alloc(32), space.alloc(12), space.alloc(256 * groups)];
    space.bytes(k, 32).set(hex(key));
    space.bytes(n, 12).set(hex(nonce));
    space.kernels.chacha20(out, groups, k, n, counter);
    return space.bytes(out, 256 * groups).slice();
  });
}

describe("prg: ChaCha20 of RFC 8439", () => {
  const key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

  it("gives the block of 2.3.2", async () => {
    const stream = await keyStream(key, "000000090000004a00000000", 1);
    expect(stream.subarray(0, 64)).to.deep.equal(
      hex(
        "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4ed2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e",
      ),
    );
  });

  it("gives the key stream of 2.4.2 across blocks", async () => {
    const stream = await keyStream(key, "000000000000004a00000000", 1);
    expect(stream.subarray(0, 114)).to.deep.equal(
      hex(
        "224f51f3401bd9e12fde276fb8631ded8c131f823d2c06e27e4fcaec9ef3cf788a3b0aa372600a92b57974cded2b9334794cba40c63e34cdea212c4cf07d41b769a6749f3f630f4122cafe28ec4dc47e26d4346d70b98c73f3e9c53ac40c5945398b6eda1a832c89c167eacd901d7e2bf363",
      ),
    );
  });

  it("goes on from group to group as the counter says", async () => {
    const [whole, second] = [await keyStream(key, "00".repeat(12), 0, 2), await keyStream(key, "00".repeat(12), 4)];
    expect(whole.subarray(256)).to.deep.equal(second);
  });
});

describe("prg: seeds", () => {
  it("gives unrelated streams for different purposes of one seed", async () => {
    const k = await kernels();
    const seed = asSeed(new Uint8Array(32).fill(7));
    const streams = (["input-share", "weight-share", "material/0", "material/1"] as const).map((purpose) =>
      k.useNow((space) =>
        space
          .bytes(expand(space, seed, purpose, 64), 64)
          .slice()
          .toString(),
      ),
    );
    expect(new Set(streams).size).to.equal(4);
  });

  it("refuses a seed that has not 32 bytes", () => {
    expect(() => asSeed(new Uint8Array(31)))
      .to.throw()
      .with.property("code", "E320_BAD_SEED");
  });

  it("splits an input into shares that add up", async () => {
    const k = await kernels();
    const [x, seed] = [randomWords(1001), new Uint8Array(32).fill(9)];
    const [x0, x1] = [expandInput(k, seed, 1001), shareInput(k, x, seed)];
    expect(x0.map((value, i) => value + x1[i])).to.deep.equal(x);
  });
});
