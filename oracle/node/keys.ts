import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createIdentity, type LinkIdentity } from "#node/link/identity";
import { type Identity, newIdentity } from "#wire/seal";

export interface NodeKeys {
  /** Opens what patients seal to this node. */
  readonly identity: Identity;
  /** Certificate and key of the link to the peer. */
  readonly link: LinkIdentity;
}

/** This node's own keys, made at its first start and kept in files that only its owner can read. */
export async function nodeKeys(folder: string): Promise<NodeKeys> {
  const identity = await kept(join(folder, "age.key"), newIdentity);
  const link = JSON.parse(await kept(join(folder, "link.json"), async () => JSON.stringify(await createIdentity())));
  return { identity: identity as Identity, link };
}

async function kept(path: string, make: () => Promise<string>): Promise<string> {
  if (!existsSync(path)) writeFileSync(path, await make(), { mode: 0o600, flag: "wx" });
  return readFileSync(path, "utf8");
}
