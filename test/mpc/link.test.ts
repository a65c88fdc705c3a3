import { once } from "node:events";
import { connect as tcpConnect } from "node:net";
import { type TLSSocket, connect as tlsConnect } from "node:tls";
import { expect } from "chai";
import { certificateHash, createIdentity, type LinkIdentity } from "#node/link/identity";
import { connect, listen } from "#node/link/link";
import type { LinkSession } from "#node/link/session";

const identities = [createIdentity(), createIdentity(), createIdentity()];
const [left, right, stranger] = identities;
const hash = (identity: LinkIdentity) => certificateHash(identity.certificate);
const host = "127.0.0.1";
const codeOf = (work: Promise<unknown>) => work.then(() => "no error", (error) => error.code as string); // biome-ignore format: one line

describe("link between two nodes", () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function server(stallMs?: number) {
    const refused: string[] = [];
    const { promise, resolve } = Promise.withResolvers<LinkSession>();
    const options = { identity: left, peerHash: hash(right), host, port: 0, stallMs };
    const { port, close } = await listen(options, resolve, (error) => refused.push(error.code));
    closing.push(close);
    return { port, refused, session: promise };
  }

  async function pair(stallMs?: number): Promise<[LinkSession, LinkSession]> {
    const { port, session } = await server(stallMs);
    const client = await connect({ identity: right, peerHash: hash(left), host, port, stallMs });
    closing.push(() => client.close());
    return [await session, client];
  }

  /** A peer with the right certificate that then says whatever it likes. */
  async function rawPeer(stallMs = 1000): Promise<{ socket: TLSSocket; session: LinkSession }> {
    const { port, session } = await server(stallMs);
    const socket = tlsConnect({
      host,
      port,
      cert: right.certificate,
      key: right.privateKey,
      rejectUnauthorized: false,
    });
    socket.on("error", () => {});
    await once(socket, "secureConnect");
    closing.push(() => socket.destroy());
    return { socket, session: await session };
  }

  function header(kind: number, length: number): Buffer {
    const bytes = Buffer.alloc(5);
    bytes[0] = kind;
    bytes.writeUInt32LE(length, 1);
    return bytes;
  }

  it("carries rounds of every size both ways, and messages in between", async () => {
    const [a, b] = await pair();
    await a.sendMessage({ hello: "b" });
    await b.sendMessage({ hello: "a" });
    expect(await b.receiveMessage()).to.deep.equal({ hello: "b" });
    expect(await a.receiveMessage()).to.deep.equal({ hello: "a" });
    for (const size of [1, 5, 64, 65536, 3_000_000]) {
      const [fromA, fromB] = [new Uint8Array(size).fill(1), new Uint8Array(size).fill(2)];
      const [intoA, intoB] = [new Uint8Array(size), new Uint8Array(size)];
      await Promise.all([a.channel.exchange(fromA, intoA), b.channel.exchange(fromB, intoB)]);
      expect(Buffer.from(intoA).equals(fromB)).to.equal(true);
      expect(Buffer.from(intoB).equals(fromA)).to.equal(true);
    }
    expect(a.channel.stats).to.deep.equal({ rounds: 5, bytesSent: 3_065_606 });
  });

  it("carries as many sessions at once as a node may have cases", async () => {
    const cases = 64;
    const taken: LinkSession[] = [];
    const { promise: all, resolve } = Promise.withResolvers<void>();
    const { port, close } = await listen({ identity: left, peerHash: hash(right), host, port: 0 }, (session) => {
      if (taken.push(session) === cases) resolve();
    });
    closing.push(close);
    const options = { identity: right, peerHash: hash(left), host, port };
    const calls = await Promise.all(Array.from({ length: cases }, () => connect(options)));
    closing.push(() => calls.forEach((session) => void session.close()));
    await all;
    for (const session of calls) await session.sendMessage("here");
    for (const session of taken) expect(await session.receiveMessage()).to.equal("here");
  });

  it("keeps frames that come before they are asked for", async () => {
    const [server, client] = await pair();
    // 4 MB each way: more than a session holds, so it has to pause its socket and go on later.
    const ways = [
      [server, client],
      [client, server],
    ];
    for (const [from, to] of ways) {
      for (let i = 0; i < 200; i++) await from.sendMessage({ i, fill: "x".repeat(20_000) });
      await new Promise((resolve) => setTimeout(resolve, 50));
      for (let i = 0; i < 200; i++) expect(await to.receiveMessage()).to.have.property("i", i);
    }
  });

  it("refuses a server with another certificate", async () => {
    const { port } = await server();
    const attempt = connect({ identity: right, peerHash: hash(stranger), host, port });
    expect(await codeOf(attempt)).to.equal("E407_WRONG_CERTIFICATE");
  });

  it("refuses a client with another certificate, or with none", async () => {
    const { port, refused } = await server();
    const session = await connect({ identity: stranger, peerHash: hash(left), host, port });
    expect(await codeOf(session.receiveMessage())).to.equal("E402_PEER_GONE");
    const bare = tlsConnect({ host, port, rejectUnauthorized: false }).on("error", () => {});
    await once(bare, "close");
    expect(refused).to.deep.equal(["E407_WRONG_CERTIFICATE", "E407_WRONG_CERTIFICATE"]);
  });

  it("refuses TLS 1.2, and goes on after a stranger who speaks no TLS", async () => {
    const { port, session } = await server();
    const old = tlsConnect({
      host,
      port,
      cert: right.certificate,
      key: right.privateKey,
      rejectUnauthorized: false,
      maxVersion: "TLSv1.2",
    });
    const [error] = await once(old, "error").catch((thrown) => [thrown]);
    expect(error).to.be.an("error");
    const plain = tcpConnect(port, host).on("error", () => {});
    plain.end("GET / HTTP/1.1\r\n\r\n");
    await once(plain, "close");
    const client = await connect({ identity: right, peerHash: hash(left), host, port });
    closing.push(() => client.close());
    await client.sendMessage("still there");
    expect(await (await session).receiveMessage()).to.equal("still there");
  });

  it("names a peer that is not there", async () => {
    const { port, close } = await listen({ identity: left, peerHash: hash(right), host, port: 0 }, () => {});
    await close();
    expect(await codeOf(connect({ identity: right, peerHash: hash(left), host, port }))).to.equal(
      "E401_PEER_UNREACHABLE",
    );
  });

  it("names a peer that leaves in the middle of a round, and stays closed", async () => {
    const { socket, session } = await rawPeer();
    const round = codeOf(session.channel.exchange(new Uint8Array(8), new Uint8Array(8)));
    socket.write(Buffer.concat([header(1, 8), Buffer.alloc(3)]));
    setTimeout(() => socket.destroy(), 20);
    expect(await round).to.equal("E402_PEER_GONE");
    expect(await codeOf(session.receiveMessage())).to.equal("E402_PEER_GONE");
  });

  it("names a peer that stalls, even one that sends a byte now and then", async () => {
    const { socket, session } = await rawPeer(150);
    socket.write(header(1, 8));
    const drip = setInterval(() => socket.write(Buffer.alloc(1)), 60);
    closing.push(() => clearInterval(drip));
    expect(await codeOf(session.channel.exchange(new Uint8Array(8), new Uint8Array(8)))).to.equal("E403_PEER_STALLED");
  });

  it("names a peer that sends its half of a large round and never takes ours", async () => {
    const { socket, session } = await rawPeer(150);
    const size = 32 * 2 ** 20; // more than the buffers between the two hold
    socket.write(Buffer.concat([header(1, size), Buffer.alloc(size)]));
    const work = session.channel.exchange(new Uint8Array(size), new Uint8Array(size));
    expect(await codeOf(work)).to.equal("E403_PEER_STALLED");
  });

  it("sends nothing of a large round's memory after the round has failed", async () => {
    const { socket, session } = await rawPeer();
    const payload = new Uint8Array(32 * 2 ** 20).fill(1);
    socket.write(header(1, 7));
    expect(await codeOf(session.channel.exchange(payload, new Uint8Array(8)))).to.equal("E405_FRAME_LENGTH");
    payload.fill(2); // another case's
    let seen = 0;
    socket.on("data", (bytes) => {
      expect(bytes.includes(2, seen === 0 ? 5 : 0)).to.equal(false);
      seen += bytes.length;
    });
    await once(socket, "close");
    expect(seen).to.be.greaterThan(0);
  });

  it("refuses frames that are too large, short, long, or of the wrong kind", async () => {
    const cases: [Buffer, string][] = [
      [header(1, 2 ** 32 - 1), "E404_FRAME_TOO_LARGE"],
      [header(1, 7), "E405_FRAME_LENGTH"],
      [header(1, 9), "E405_FRAME_LENGTH"],
      [header(2, 8), "E406_UNEXPECTED_FRAME"],
      [header(77, 8), "E406_UNEXPECTED_FRAME"],
    ];
    for (const [bytes, code] of cases) {
      const { socket, session } = await rawPeer();
      socket.write(bytes);
      expect(await codeOf(session.channel.exchange(new Uint8Array(8), new Uint8Array(8)))).to.equal(code);
    }
  });

  it("refuses messages that are too large or no JSON", async () => {
    for (const [bytes, code] of [
      [header(2, 64 * 2 ** 10 + 1), "E404_FRAME_TOO_LARGE"],
      [Buffer.concat([header(2, 3), Buffer.from("{no")]), "E406_UNEXPECTED_FRAME"],
      [Buffer.concat([header(2, 2), Buffer.from([0xff, 0xfe])]), "E406_UNEXPECTED_FRAME"],
    ] as const) {
      const { socket, session } = await rawPeer();
      socket.write(bytes);
      expect(await codeOf(session.receiveMessage())).to.equal(code);
    }
  });
});
