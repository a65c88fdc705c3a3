import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A TCP relay between the nodes that falls silent once `limit` bytes went from caller to listener. */
export async function relay(
  target: () => number,
  limit: number,
): Promise<{ port: number; stalled: Promise<void>; server: Server }> {
  let stall = () => {};
  const stalled = new Promise<void>((resolve) => {
    stall = resolve;
  });
  const server = createServer((caller: Socket) => {
    const listener = connect(target(), "127.0.0.1");
    for (const socket of [caller, listener]) socket.on("error", () => {});
    let passed = 0;
    caller.on("data", (chunk) => {
      passed += chunk.length;
      if (passed < limit) listener.write(chunk);
      else stall();
    });
    listener.pipe(caller);
    caller.on("close", () => listener.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as { port: number }).port, stalled, server };
}
