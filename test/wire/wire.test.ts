import { randomBytes } from "node:crypto";
import * as dagCbor from "@ipld/dag-cbor";
import { expect } from "chai";
import fc from "fast-check";
import { codebookProof, codebookRoot } from "#chain/codebook-tree";
import { box, unbox } from "#wire/boxed";
import { equal, ringBytes, ringElements } from "#wire/bytes";
import { CONSTANT_TAGS, codebook, meaning } from "#wire/codebook";
import { halfHash, join, split } from "#wire/halves";
import { inputShareHash } from "#wire/input-hash";
import { decodeManifest } from "#wire/manifest";
import { pad, padmeLength, unpad } from "#wire/padding";
import { newIdentity, recipientFromText, recipientOf, recipientText, seal, unseal } from "#wire/seal";

const random = (n: number) => Uint8Array.from(randomBytes(n));
const code = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "nothing was thrown";
};

describe("wire", () => {
  it("pads to at most 12 % more, and back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
        expect(unpad(pad(bytes))).to.deep.equal(bytes);
      }),
    );
    for (const length of [9, 100, 4_097, 1_000_000]) expect(padmeLength(length) / length).to.be.within(1, 1.12);
    expect(padmeLength(990_000)).to.equal(padmeLength(985_000));
  });

  it("refuses padding that pad() did not make", async () => {
    const padded = pad(random(1000));
    expect(await code(() => unpad(padded.subarray(1)))).to.equal("E111_PADDING");
    expect(await code(() => unpad(new Uint8Array(2)))).to.equal("E111_PADDING");
  });

  it("seals to one recipient; another identity, or one changed byte, opens nothing", async () => {
    const [mine, other] = [await newIdentity(), await newIdentity()];
    const plain = random(300);
    const sealed = await seal(plain, await recipientOf(mine));
    expect(await unseal(sealed, mine)).to.deep.equal(plain);
    expect(await code(() => unseal(sealed, other))).to.equal("E202_NOT_FOR_US");
    sealed[sealed.length - 5]! ^= 1;
    expect(await code(() => unseal(sealed, mine))).to.equal("E202_NOT_FOR_US");
  });

  it("writes a recipient as the 32 bytes that stand on chain", async () => {
    const recipient = await recipientOf(await newIdentity());
    expect(recipient).to.have.length(32);
    expect(recipientFromText(recipientText(recipient))).to.deep.equal(recipient);
    expect(await code(() => recipientFromText("age1nonsense"))).to.equal("E112_RECIPIENT");
  });

  it("boxes under a key; a wrong key, or one changed byte, opens nothing", async () => {
    const [key, plain] = [random(32), random(500)];
    const boxed = box(plain, key, random(24));
    expect(unbox(boxed, key)).to.deep.equal(plain);
    expect(await code(() => unbox(boxed, random(32)))).to.equal("E203_WRONG_KEY");
    boxed[40]! ^= 1;
    expect(await code(() => unbox(boxed, key))).to.equal("E203_WRONG_KEY");
  });

  it("joins two halves, and names the node whose half is wrong", async () => {
    const key = random(32);
    const halves = split(key, random);
    const hashes = [halfHash(halves[0]), halfHash(halves[1])] as const;
    expect(join(halves, hashes)).to.deep.equal(key);
    expect(await code(() => join([halves[0], random(32)], hashes))).to.equal("E204_WRONG_HALF");
  });

  it("blinds input-share hashes: the same share under another ρ hashes otherwise", () => {
    const [nonce, share] = [random(32), Int32Array.from([1, -2, 3])];
    const [rho, other] = [random(32), random(32)];
    expect(equal(inputShareHash(nonce, 0, rho, share), inputShareHash(nonce, 0, rho, share))).to.equal(true);
    expect(equal(inputShareHash(nonce, 0, rho, share), inputShareHash(nonce, 0, other, share))).to.equal(false);
    expect(equal(inputShareHash(nonce, 0, rho, share), inputShareHash(nonce, 1, rho, share))).to.equal(false);
  });

  it("derives a codebook from the exact picture, and finds each tag in its tree", () => {
    const [seed, blobHash] = [random(32), random(32)];
    const book = codebook(seed, blobHash, 2);
    expect(new Set(book.leaves).size).to.equal(8);
    expect(codebook(seed, random(32), 2).tags[0]).to.not.equal(book.tags[0]);
    for (const tag of book.tags) expect(codebookProof(book.leaves, tag)).to.have.length(3);
    expect(codebookRoot(book.leaves)).to.match(/^0x[0-9a-f]{64}$/);
    expect(meaning(book.tags[1]!, ["yes", "no"], book.tags)).to.equal("no");
    expect(meaning(CONSTANT_TAGS["cannot-decide"], ["yes", "no"], book.tags)).to.equal("cannot-decide");
    expect(meaning(99n, ["yes", "no"], book.tags)).to.equal(undefined);
  });

  it("shuffles classes in the tree: the place of a tag does not tell its class", () => {
    const places = Array.from({ length: 200 }, () => {
      const book = codebook(random(32), random(32), 2);
      return book.leaves.indexOf(book.tags[0]!);
    });
    expect(new Set(places).size).to.equal(8);
  });

  it("keeps ring elements through bytes", () => {
    const elements = Int32Array.from([0, 1, -1, 2 ** 31 - 1, -(2 ** 31)]);
    expect(ringElements(ringBytes(elements))).to.deep.equal(elements);
  });

  it("refuses what is no manifest without quoting it", async () => {
    expect(await code(() => decodeManifest(random(64)))).to.equal("E110_MALFORMED");
    expect(await code(() => decodeManifest(Uint8Array.of(0xa0)))).to.equal("E110_MALFORMED");
  });

  it("says of a manifest from another version that it is one", async () => {
    const old = dagCbor.encode({ format: "crypto-doctor/manifest@2", model: random(32) });
    expect(await code(() => decodeManifest(old))).to.equal("E117_OTHER_VERSION");
    const odd = dagCbor.encode({ format: "crypto-doctor/something@2" });
    expect(await code(() => decodeManifest(odd))).to.equal("E110_MALFORMED");
  });
});
