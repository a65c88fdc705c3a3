import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
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
  if (!existsSync(path)) {
    // Whole or not at all: a node that was killed here must not come back with half a key.
    writeFileSync(`${path}.new`, await make(), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  return readFileSync(path, "utf8");
}
