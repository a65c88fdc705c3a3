import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/** The wire between the two nodes, in this process's hand. */
export interface Wire {
  readonly port: number;
  /** From now on a new connection falls silent after so many bytes to node 0. */
  hold(bytes: number): void;
  /** What was held goes on, and nothing is held any more. */
  release(): void;
  close(): void;
}

/** @param target port of node 0's link */
export async function wireTo(target: number): Promise<Wire> {
  let limit = Number.POSITIVE_INFINITY;
  let open = Promise.withResolvers<void>();
  const server = createServer((caller: Socket) => {
    const listener = connect(target, "127.0.0.1");
    for (const socket of [caller, listener]) socket.on("error", () => {});
    let passed = 0;
    caller.on("data", async (chunk) => {
      passed += chunk.length;
      if (passed > limit) {
        caller.pause();
        await open.promise;
      }
      listener.write(chunk);
      caller.resume();
    });
    listener.pipe(caller);
    caller.on("close", () => listener.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    hold(bytes) {
      limit = bytes;
      open = Promise.withResolvers();
    },
    release() {
      limit = Number.POSITIVE_INFINITY;
      open.resolve();
    },
    close: () => void server.close(),
  };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
