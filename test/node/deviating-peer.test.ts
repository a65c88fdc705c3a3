import { expect } from "chai";
import type { Channel } from "#mpc/channel/channel";
import type { LinkSession } from "#node/link/session";
import { type Deviation, nodePair } from "./pair.ts";

const STALL_MS = 2_500;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A peer that does as it should until a round, and then something else. */
const from =
  (
    round: number,
    otherwise: (channel: Channel, send: Uint8Array, into: Uint8Array, cut: () => void) => Promise<void>,
  ): Deviation =>
  (session, cut) => {
    let rounds = 0;
    const { channel } = session;
    const exchange: Channel["exchange"] = (send, into) =>
      rounds++ === round ? otherwise(channel, send, into, cut) : channel.exchange(send, into);
    return withChannel(session, { stats: channel.stats, exchange });
  };
const withChannel = (session: LinkSession, channel: Channel): LinkSession => ({
  channel,
  sendMessage: (message) => session.sendMessage(message),
  receiveMessage: () => session.receiveMessage(),
  close: () => session.close(),
});
/** For all that the other node can tell: it has given up long before. */
const never = async () => {
  await pause(STALL_MS + 2_000);
  throw new Error("gone silent");
};

describe("a node whose peer deviates", function () {
  this.timeout(120_000);
  let pair: Awaited<ReturnType<typeof nodePair>>;
  let counter = 0;
  before(async () => {
    pair = await nodePair(STALL_MS);
  });
  after(() => pair.close());
  afterEach(() => pair.line.disturb());

  /** The honest node's error; it must name what happened, and the picture's result must not have been opened. */
  async function honest(deviation: Deviation, opened = false) {
    const published = await pair.open(String(++counter));
    const [own, theirs] = await pair.meet(published.id, deviation);
    const peer = pair.readCase(1, published, theirs).catch(() => undefined);
    const began = performance.now();
    const error = await pair.readCase(0, published, own).then(
      () => ({ code: "no error" }),
      (reason) => reason as { code: string; hint: string },
    );
    const waited = performance.now() - began;
    // Both parties know a result only after the last round; none of these comes so far.
    const { rounds } = own.channel.stats;
    if (!opened) expect(rounds).to.be.below(pair.plan.rounds);
    theirs.close();
    await Promise.race([peer, pause(100)]);
    return { published, code: error.code, waited, rounds };
  }

  /** What the node does next: the same case with the spare set, and the right result. */
  async function spare(published: Awaited<ReturnType<typeof pair.open>>) {
    const ends = await pair.meet(published.id);
    const [reading] = await Promise.all([pair.readCase(0, published, ends[0]), pair.readCase(1, published, ends[1])]);
    expect(reading.set).to.equal(0);
    const { label, confidence } = pair.decoded(published, reading);
    expect(label).to.equal(published.twin.label);
    expect(Math.abs(confidence - published.twin.confidence)).to.be.at.most(250);
  }

  const misdeeds: [string, Deviation, string][] = [
    ["leaves", from(7, async (_channel, _send, _into, cut) => cut()), "E402_PEER_GONE"],
    ["leaves before the first round", from(0, async (_channel, _send, _into, cut) => cut()), "E402_PEER_GONE"],
    ["falls silent", from(7, never), "E403_PEER_STALLED"],
    [
      "sends a short frame",
      from(7, (channel, send, into) => channel.exchange(send.subarray(1), into)),
      "E405_FRAME_LENGTH",
    ],
    [
      "sends a long frame",
      from(7, (channel, send, into) => channel.exchange(new Uint8Array(send.length + 1), into)),
      "E405_FRAME_LENGTH",
    ],
    [
      "sends a frame twice",
      (session) => {
        let sent = new Uint8Array();
        const again = from(8, (channel, _send, into) => channel.exchange(sent, into))(session, () => {});
        const exchange: Channel["exchange"] = (send, into) => {
          const turn = again.channel.exchange(send, into);
          sent = send.slice();
          return turn;
        };
        return withChannel(session, { stats: session.channel.stats, exchange });
      },
      "E405_FRAME_LENGTH",
    ],
    [
      "is late",
      from(7, async (channel, send, into) => {
        await pause(STALL_MS + 1_000);
        await channel.exchange(send, into);
      }),
      "E403_PEER_STALLED",
    ],
    [
      "sends a message in place of a round",
      (session) => {
        const { channel } = session;
        const exchange: Channel["exchange"] = () => session.sendMessage({ not: "a round" }).then(never);
        return withChannel(session, { stats: channel.stats, exchange });
      },
      "E406_UNEXPECTED_FRAME",
    ],
  ];
  for (const [what, deviation, code] of misdeeds) {
    it(`${what}: ${code} in time, nothing opened, and the spare set gives the result`, async () => {
      const seen = await honest(deviation);
      expect(seen.code).to.equal(code);
      expect(seen.waited).to.be.below(STALL_MS + 8_000);
      await spare(seen.published);
    });
  }

  it("or whose line flips a bit: TLS ends the session, and the spare set gives the result", async () => {
    let passed = 0;
    const seen = await honest((session) => {
      pair.line.disturb((chunk) => {
        passed += chunk.length;
        if (passed > 50_000) chunk[chunk.length >> 1]! ^= 4;
        return chunk;
      });
      return session;
    });
    expect(seen.code).to.equal("E402_PEER_GONE");
    pair.line.disturb();
    await spare(seen.published);
  });

  it("signs no report with a peer that has another result", async () => {
    // In the last round of all: the result itself, and with it the report, is another on this side.
    const last = pair.plan.rounds - 1;
    const tamper = from(last, (channel, send, into) => {
      const changed = send.slice();
      new Int32Array(changed.buffer)[0] += 1 << 20;
      return channel.exchange(changed, into);
    });
    expect((await honest(tamper, true)).code).to.equal("E412_REPORTS_DIFFER");
  });

  it("does not speak with a peer that comes about another case, or says so, or marks another set", async () => {
    const published = await pair.open(String(++counter));
    const away = await pair.meet(published.id, undefined, "999999").catch((error) => error.code);
    expect(away).to.equal("E410_PEER_AWAY");
    for (const change of [{ caseId: "999999" }, { modelDigest: `0x${"00".repeat(32)}` }, { marked: 1 }]) {
      const [key] = Object.keys(change);
      const seen = await honest((session) => ({
        ...withChannel(session, session.channel),
        sendMessage: (message) =>
          session.sendMessage(key! in (message as object) ? { ...(message as object), ...change } : message),
      }));
      expect(seen.code, key).to.equal("E411_PEER_DISAGREES");
      expect(seen.rounds, key).to.equal(0);
    }
  });

  it("does not take what is no message of the protocol, or no signature, for the case's own fault", async () => {
    const says =
      (key: string, change: object): Deviation =>
      (session) => ({
        ...withChannel(session, session.channel),
        sendMessage: (message) =>
          session.sendMessage(key in (message as object) ? { ...(message as object), ...change } : message),
      });
    for (const [key, change] of [
      ["firstUnused", { firstUnused: -1 }],
      ["firstUnused", { more: "than belongs here" }],
      ["marked", { marked: "2" }],
    ] as const) {
      const seen = await honest(says(key, change));
      expect([seen.code, seen.rounds]).to.deep.equal(["E406_UNEXPECTED_FRAME", 0]);
    }
    for (const signature of ["0x00", `0x${"ff".repeat(65)}`])
      expect((await honest(says("signature", { signature }), true)).code).to.equal("E412_REPORTS_DIFFER");
  });

  it("has used up all sets after two broken runs, and says so: the chain skips the case", async () => {
    const { published } = await honest(from(3, never));
    for (const expected of ["E403_PEER_STALLED", "E334_NO_MATERIAL"]) {
      const [own, theirs] = await pair.meet(published.id, from(3, never));
      void pair.readCase(1, published, theirs).catch(() => undefined);
      expect(await pair.readCase(0, published, own).catch((error) => error.code)).to.equal(expected);
      theirs.close();
    }
  });
});

describe("two nodes with ten cases at once", function () {
  this.timeout(120_000);

  it("read each as its own: no session, tape or set is mixed up, and every result is the twin's", async () => {
    const pair = await nodePair(60_000);
    try {
      const cases = await Promise.all(Array.from({ length: 10 }, (_, i) => pair.open(String(i + 1))));
      let underWay = 0;
      let most = 0;
      const counted: Deviation = (session) => {
        const { channel } = session;
        const exchange: Channel["exchange"] = async (send, into) => {
          underWay += 1;
          most = Math.max(most, underWay);
          await channel.exchange(send, into);
          underWay -= 1;
        };
        return withChannel(session, { stats: channel.stats, exchange });
      };
      const readings = await Promise.all(
        cases.map(async (published) => {
          const ends = await pair.meet(published.id, counted);
          return Promise.all([pair.readCase(0, published, ends[0]), pair.readCase(1, published, ends[1])]);
        }),
      );
      for (const [i, [a, b]] of readings.entries()) {
        expect([a.set, a.maskedClass, a.confidence]).to.deep.equal([b.set, b.maskedClass, b.confidence]);
        const { label, confidence } = pair.decoded(cases[i]!, a);
        expect(label, `case ${i + 1}`).to.equal(cases[i]!.twin.label);
        expect(Math.abs(confidence - cases[i]!.twin.confidence), `case ${i + 1}`).to.be.at.most(250);
      }
      expect(most, "rounds under way at once").to.be.above(3);
      expect(new Set(cases.map(({ twin }) => twin.confidence)).size, "different pictures").to.be.above(1);
    } finally {
      await pair.close();
    }
  });
});
