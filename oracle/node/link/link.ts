/**
 * The link between the two nodes of a pair: TLS 1.3, both sides showing a certificate, each accepting exactly one: the
 * certificate whose SHA-256 the pair's on-chain entry names. No authority, no name, no revocation: a new certificate is
 * a new entry. TLS itself proves that the peer holds the certificate's key.
 */

import { constants } from "node:crypto";
import type { AddressInfo, NetConnectOpts } from "node:net";
import { type ConnectionOptions, createServer, type TLSSocket, connect as tlsConnect } from "node:tls";
import type { DoctorError } from "#errors";
import { gone, stalled, unreachable, wrongCertificate } from "./errors.ts";
import { certificateHash, type LinkIdentity } from "./identity.ts";
import { type LinkSession, SocketSession } from "./session.ts";

export interface LinkOptions {
  identity: LinkIdentity;
  /** `certificateHash` of the one peer that is accepted */
  peerHash: string;
  host: string;
  port: number;
  /** how long the peer may be silent while it is this side's turn to receive; 15 s unless told */
  stallMs?: number;
}

const STALL_MS = 15_000;
const HANDSHAKE_MS = 5_000;
/** Sockets of one listening node: one for each of at most 64 cases at once, and strangers in the middle of a handshake. */
const MAX_CONNECTIONS = 128;
const READ_BUFFER = 64 * 2 ** 10;

function tlsOptions({ identity }: LinkOptions) {
  return {
    cert: identity.certificate,
    key: identity.privateKey,
    minVersion: "TLSv1.3",
    // No resumption: each connection shows its certificate.
    secureOptions: constants.SSL_OP_NO_TICKET,
    // The pin decides, below, before a byte is read or written.
    rejectUnauthorized: false,
  } as const;
}

/**
 * Accepts sessions from the pinned peer. Anybody else is cut off, and reported to `onRefused`.
 * @param onSession called once per session; the session reads nothing until it is asked to
 * @throws whatever listening throws, such as EADDRINUSE
 */
export async function listen(
  options: LinkOptions,
  onSession: (session: LinkSession) => void,
  onRefused: (error: DoctorError) => void = () => {},
): Promise<{ port: number; close(): Promise<void> }> {
  const open = new Set<TLSSocket>();
  const server = createServer(
    { ...tlsOptions(options), requestCert: true, handshakeTimeout: HANDSHAKE_MS, noDelay: true },
    (socket) => {
      if (!isPinned(socket, options.peerHash)) {
        socket.destroy();
        onRefused(wrongCertificate());
        return;
      }
      open.add(socket);
      socket.on("close", () => open.delete(socket));
      const session = new SocketSession(socket, options.stallMs ?? STALL_MS);
      socket.on("data", (chunk) => {
        if (!session.receive(chunk)) socket.pause();
      });
      onSession(session);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  // A stranger's broken handshake is that connection's own trouble.
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve, reject) => {
    // Stays: an accept that fails later, for want of file descriptors, must not end the node.
    server.on("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/**
 * Calls the pinned peer.
 * @throws E401_PEER_UNREACHABLE E402_PEER_GONE E403_PEER_STALLED E407_WRONG_CERTIFICATE
 */
export function connect(options: LinkOptions): Promise<LinkSession> {
  const buffer = Buffer.alloc(READ_BUFFER);
  let session: SocketSession | undefined;
  const settings: ConnectionOptions & Pick<NetConnectOpts, "onread"> = {
    ...tlsOptions(options),
    host: options.host,
    port: options.port,
    checkServerIdentity: () => undefined,
    // One buffer for all reads: "data" events would allocate one each.
    onread: { buffer, callback: (bytes) => session?.receive(buffer.subarray(0, bytes)) ?? true },
  };
  const socket = tlsConnect(settings);
  socket.setNoDelay(true);
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => {
      clearTimeout(timer);
      socket.removeAllListeners().on("error", () => {});
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => refuse(stalled()), HANDSHAKE_MS);
    socket.once("error", (error) => refuse(unreachable(error)));
    socket.once("close", () => refuse(gone()));
    socket.once("secureConnect", () => {
      if (!isPinned(socket, options.peerHash)) return refuse(wrongCertificate());
      clearTimeout(timer);
      socket.removeAllListeners("error").removeAllListeners("close");
      // Made here and not after an await: the peer's first bytes may come in this very turn of the event loop.
      session = new SocketSession(socket, options.stallMs ?? STALL_MS);
      resolve(session);
    });
  });
}

function isPinned(socket: TLSSocket, peerHash: string): boolean {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate || socket.getProtocol() !== "TLSv1.3") return false;
  return certificateHash(certificate.raw) === peerHash.toLowerCase();
}
