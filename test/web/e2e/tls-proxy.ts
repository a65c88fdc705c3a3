import { once } from "node:events";
import { request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createIdentity } from "#node/link/identity";

/**
 * What a reverse proxy with TLS does in front of the services: one port for every name, passed on to loopback with the name
 * that was asked for. Its certificate is its own, so the browser of the test has to be told to take it.
 * @param to host name to loopback port
 */
export async function tlsProxy(to: () => Readonly<Record<string, number>>) {
  const { certificate, privateKey } = createIdentity();
  const seen = new Set<string>();
  const server = createServer({ cert: certificate, key: privateKey }, (incoming, outgoing) => {
    const name = (incoming.headers.host ?? "").split(":")[0]!;
    const port = to()[name];
    if (port === undefined) return void outgoing.writeHead(421).end();
    seen.add(name);
    const { method, url, headers } = incoming;
    const forwarded = { ...headers, "x-forwarded-for": incoming.socket.remoteAddress, "x-forwarded-proto": "https" };
    const onward = request({ host: "127.0.0.1", port, method, path: url, headers: forwarded }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    /** Names that were called. */
    seen,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
