import { signDownload } from "#chain/requests";
import { DoctorError } from "#errors";
import { fromJson } from "#wire/json";
import type { Actor } from "./actor.ts";
import { parseRows, type Row } from "./rows.ts";

/** What the data service says of the data set, as far as a buyer needs it. */
export interface AssetCard {
  readonly rows: number;
  /** Rows of each diagnosis. */
  readonly balance: Readonly<Record<string, number>>;
  readonly batches: readonly { batch: number; rows: number; root: string; cid: string }[];
  /** What a buyer may do with the rows, in the curator's words. */
  readonly licence: string;
  /** Of a year of access, in the token's smallest unit. */
  readonly price: { readonly amount: string; readonly symbol: string; readonly decimals: number };
}

const isCount = (given: unknown): boolean => Number.isInteger(given) && (given as number) >= 0;

/** By hand, as `parseRows`. */
function isCard(given: Partial<AssetCard> | undefined): given is AssetCard {
  const { rows, balance, batches, licence, price } = given ?? {};
  return (
    [rows, price?.decimals, ...Object.values(balance ?? { none: -1 })].every(isCount) &&
    /^\d{1,78}$/.test(String(price?.amount)) &&
    [price?.symbol, licence].every((text) => typeof text === "string") &&
    Array.isArray(batches) &&
    batches.every((each: Partial<AssetCard["batches"][number]> | null) => {
      const { batch, rows, root, cid } = each ?? {};
      return (
        [batch, rows].every(isCount) &&
        /^0x[0-9a-f]{64}$/i.test(String(root)) &&
        /^b[a-z2-7]{40,120}$/.test(String(cid))
      );
    })
  );
}

const REQUEST_SECONDS = 600;
const TIMEOUT_MS = 60_000;

/** @throws DoctorError E415_NO_DATA_SERVICE, E110_MALFORMED */
export async function assetCard(service: string): Promise<AssetCard> {
  const card = fromJson(await asked(service)) as Partial<AssetCard> | undefined;
  if (isCard(card)) return card;
  throw new DoctorError(
    "E110_MALFORMED",
    "What the data service says of the data set is malformed.",
    "See whether its address is right.",
  );
}

/**
 * The rows of a batch, for an account that has bought access: as the service sent them, and to be held against the chain.
 * @param batch the service's number of it
 * @throws DoctorError the service's own error, E415_NO_DATA_SERVICE, E110_MALFORMED
 */
export async function downloadRows(
  { contracts, signer }: Pick<Actor, "contracts" | "signer">,
  service: string,
  batch: number,
): Promise<Row[]> {
  const account = await signer.getAddress();
  const expiry = Math.floor(Date.now() / 1000) + REQUEST_SECONDS;
  const signature = await signDownload(signer, contracts.domain, { batch, account, expiry });
  const headers = { "x-account": account, "x-expiry": `${expiry}`, "x-signature": signature };
  return parseRows(await asked(`${service}/batches/${batch}.csv`, headers));
}

async function asked(url: string, headers: Record<string, string> = {}): Promise<string> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    text = await response.text();
  } catch (cause) {
    throw away(cause);
  }
  if (response.ok) return text;
  const { code, message, hint } = (fromJson(text) ?? {}) as Partial<Record<"code" | "message" | "hint", string>>;
  if (!code || !message || !hint) throw away(text.length);
  throw new DoctorError(code, message, hint);
}

const away = (cause: unknown) =>
  new DoctorError(
    "E415_NO_DATA_SERVICE",
    "The data service does not answer.",
    "Try again in a minute; see whether its address is right.",
    cause,
  );
