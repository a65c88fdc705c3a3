import { CID } from "multiformats/cid";
import { requireFileCid } from "../cid.ts";
import { KuboError } from "./kubo-answers.ts";

/** Options that kubo-rpc-client and Kubo's command line send to any command, and which change nothing here. */
const HARMLESS = [
  "stream-channels",
  "stream",
  "encoding",
  "timeout",
  "progress",
  "quiet",
  "quieter",
  "silent",
  "offline",
];

/**
 * The query of one call. An option that the service does not know is refused instead of ignored: with
 * `only-hash`, `inline` or `trickle` unheard, the answer would silently be another one than Kubo's.
 */
export class KuboQuery {
  readonly #values: Record<string, string | string[] | undefined>;

  constructor(query: unknown, known: readonly string[]) {
    this.#values = query as Record<string, string | string[] | undefined>;
    for (const name of Object.keys(this.#values)) {
      if (!known.includes(name) && !HARMLESS.includes(name)) {
        throw new KuboError(`the embedded IPFS service has no option ${JSON.stringify(name)}`, 400);
      }
    }
  }

  text(name: string, fallback: string): string {
    const value = this.#values[name];
    return (Array.isArray(value) ? value[0] : value) ?? fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    const text = this.text(name, String(fallback));
    if (text !== "true" && text !== "false") throw new KuboError(`${name} is true or false`, 400);
    return text === "true";
  }

  /** A whole number of at least `low`. */
  whole(name: string, fallback: number, low = 0): number {
    const value = Number(this.text(name, String(fallback)));
    if (!Number.isSafeInteger(value) || value < low) throw new KuboError(`${name} is a number from ${low}`, 400);
    return value;
  }

  /** One of the texts listed; the first is the fallback. */
  choice<const T extends string>(name: string, choices: readonly [T, ...T[]]): T {
    const text = this.text(name, choices[0]);
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined) throw new KuboError(`${name} is ${choices.join(" or ")} in this service`, 400);
    return choice;
  }

  /** The arguments as CIDs; `/ipfs/<cid>` and `<cid>` alike, no paths below. */
  cids(): CID[] {
    const args = [this.#values.arg ?? []].flat();
    return args.map((arg) => fileCid(arg.replace(/^\/ipfs\//, "")));
  }

  cid(): CID {
    const [cid] = this.cids();
    if (!cid) throw new KuboError('argument "ipfs-path" is required', 400);
    return cid;
  }
}

function fileCid(text: string): CID {
  try {
    const cid = CID.parse(text);
    requireFileCid(cid);
    return cid;
  } catch (error) {
    throw new KuboError(`invalid path ${JSON.stringify(text)}: ${(error as Error).message}`, 400);
  }
}
