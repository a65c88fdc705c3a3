import { existsSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { certificateHash, createIdentity, type LinkIdentity } from "#node/link/identity";
import { type Identity, newIdentity, type Recipient, recipientOf } from "#wire/seal";

const CURRENT = "age.key";
const NEXT = "age.next.key";
/** A retired identity, by the second since 1970 at which it was retired. */
const RETIRED = /^age\.(\d{1,12})\.key$/;

/**
 * What opens that which is sealed to this node. The recipient of the newest identity stands on chain; the ones before it stay
 * until what was sealed to them has been read, and are then deleted, so that the ciphertext left on IPFS can be opened by
 * nobody. Files that only their owner can read; each step of a rotation can be done again after a crash.
 */
export class Identities {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<Identities> {
    const ring = new Identities(folder);
    // Killed between the two renames of a rotation: what comes next is on chain already.
    if (!existsSync(ring.#path(CURRENT)) && existsSync(ring.#path(NEXT)))
      renameSync(ring.#path(NEXT), ring.#path(CURRENT));
    await kept(ring.#path(CURRENT), newIdentity);
    return ring;
  }

  /** All that may still be needed, the newest first. */
  all(): readonly Identity[] {
    const retired = this.#retired().reverse();
    return [NEXT, CURRENT, ...retired.map(({ name }) => name)]
      .map((name) => this.#path(name))
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, "utf8") as Identity);
  }

  /** The recipient that stands on chain, but for a rotation that is under way. */
  recipient(): Promise<Recipient> {
    return recipientOf(readFileSync(this.#path(CURRENT), "utf8") as Identity);
  }

  /** Seconds since 1970 at which the current identity was made. */
  get since(): number {
    return statSync(this.#path(CURRENT)).mtimeMs / 1000;
  }

  /**
   * Makes a new identity, lets `publish` put its recipient on chain, and retires the old one.
   * @param publish may be called again with the same recipient after a failure or a crash
   */
  async rotate(publish: (recipient: Recipient) => Promise<void>, now: number): Promise<void> {
    const next = await kept(this.#path(NEXT), newIdentity);
    await publish(await recipientOf(next as Identity));
    renameSync(this.#path(CURRENT), this.#path(`age.${Math.floor(now)}.key`));
    renameSync(this.#path(NEXT), this.#path(CURRENT));
  }

  /** Whether a rotation was begun and not ended. */
  get rotating(): boolean {
    return existsSync(this.#path(NEXT));
  }

  /** Deletes what was retired before `before`, in seconds since 1970. @returns how many */
  destroyRetired(before: number): number {
    const old = this.#retired().filter(({ at }) => at < before);
    for (const { name } of old) unlinkSync(this.#path(name));
    return old.length;
  }

  #retired(): { name: string; at: number }[] {
    return readdirSync(this.#folder)
      .flatMap((name) => {
        const [, at] = RETIRED.exec(name) ?? [];
        return at === undefined ? [] : [{ name, at: Number(at) }];
      })
      .sort((a, b) => a.at - b.at);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

/** Certificate and key of the link to the peer, made at the first start. */
export const linkIdentity = async (folder: string): Promise<LinkIdentity> =>
  JSON.parse(await kept(join(folder, "link.json"), async () => JSON.stringify(await createIdentity())));

/** What the pair's entry on chain says of the node that keeps its keys in `folder`. */
export async function entryOf(folder: string): Promise<{ recipient: Recipient; certificate: string }> {
  const recipient = await (await Identities.open(folder)).recipient();
  return { recipient, certificate: certificateHash((await linkIdentity(folder)).certificate) };
}

async function kept(path: string, make: () => Promise<string>): Promise<string> {
  if (!existsSync(path)) {
    // Whole or not at all: a node that was killed here must not come back with half a key.
    writeFileSync(`${path}.new`, await make(), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  return readFileSync(path, "utf8");
}
