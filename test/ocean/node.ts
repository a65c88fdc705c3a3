import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * What publishing needs of an Ocean node: `POST /api/services/encrypt` (a body in, `0x…` out) under a key of its own, and
 * files by name for whoever fetches them.
 */
export async function startNode(files: Record<string, string> = {}) {
  const key = randomBytes(32);
  const encrypt = (body: Buffer): string => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    const sealed = Buffer.concat([cipher.update(body), cipher.final()]);
    return `0x${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("hex")}`;
  };
  const decrypt = (text: string): string => {
    const bytes = Buffer.from(text.slice(2), "hex");
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString();
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "POST" && pathname === "/api/services/encrypt") {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      return response.end(encrypt(Buffer.concat(parts)));
    }
    const file = files[pathname.slice(1)];
    response.statusCode = file === undefined ? 404 : 200;
    response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, decrypt, close: () => new Promise((resolve) => server.close(resolve)) };
}
