import { deflateRawSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { inflateBounded } from "#models/imaging/inflate";

const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 7);
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "accepted";
};

describe("inflateBounded", () => {
  it("gives all bytes, or as many as are wanted", () => {
    for (const [format, packed] of [
      ["gzip", gzipSync(bytes)],
      ["deflate", deflateRawSync(bytes)],
    ] as const) {
      expect(inflateBounded(format, packed, { limit: 300_000 })).to.deep.equal(bytes);
      const start = inflateBounded(format, packed, { limit: 300_000, wanted: (seen) => seen.length && 1234 });
      expect(start).to.deep.equal(bytes.subarray(0, 1234));
    }
  });

  it("stops at its limit, long before a bomb has gone off", () => {
    const bomb = gzipSync(new Uint8Array(20 * 2 ** 20));
    expect(codeOf(() => inflateBounded("gzip", bomb, { limit: 2 ** 20 }))).to.equal("E103_TOO_MANY_BYTES");
    expect(codeOf(() => inflateBounded("gzip", bomb, { limit: 2 ** 20, wanted: () => 2 ** 21 }))).to.equal(
      "E103_TOO_MANY_BYTES",
    );
  });

  it("tells a cut stream from a damaged one", () => {
    const packed = gzipSync(bytes);
    const wanted = () => bytes.length;
    const half = packed.subarray(0, packed.length >> 1);
    expect(codeOf(() => inflateBounded("gzip", half, { limit: 2 ** 20, wanted }))).to.equal("E105_TRUNCATED");
    const damaged = Uint8Array.from(packed);
    damaged.fill(255, 40, 400);
    expect(codeOf(() => inflateBounded("gzip", damaged, { limit: 2 ** 20, wanted }))).to.be.oneOf([
      "E105_TRUNCATED",
      "E106_DAMAGED",
    ]);
    expect(codeOf(() => inflateBounded("gzip", packed, { limit: 2 ** 20, wanted: () => 400_000 }))).to.equal(
      "E105_TRUNCATED",
    );
  });
});
