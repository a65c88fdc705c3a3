import Type, { type Static } from "typebox";
import { signDownload } from "#chain/requests";
import { DoctorError } from "#errors";
import { CidText, check, Decimal, Digest } from "#wire/schema";
import type { Actor } from "./actor.ts";
import { parseRows, type Row } from "./rows.ts";

const Count = Type.Integer({ minimum: 0 });
/** What the data service says of the data set, as far as a buyer needs it. */
const AssetCard = Type.Object({
  rows: Count,
  /** rows of each diagnosis */
  balance: Type.Record(Type.String(), Count),
  batches: Type.Array(Type.Object({ batch: Count, rows: Count, root: Digest, cid: CidText })),
  price: Type.Object({ amount: Decimal, symbol: Type.String(), decimals: Count }),
});
export type AssetCard = Static<typeof AssetCard>;

const REQUEST_SECONDS = 600;
const TIMEOUT_MS = 60_000;

/** @throws DoctorError E415_NO_DATA_SERVICE, E110_MALFORMED */
export const assetCard = async (service: string): Promise<AssetCard> =>
  check(AssetCard, parsed(await asked(service)), "data set's card");

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
  const { code, message, hint } = (parsed(text) ?? {}) as Partial<Record<"code" | "message" | "hint", string>>;
  if (!code || !message || !hint) throw away(text.length);
  throw new DoctorError(code, message, hint);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const away = (cause: unknown) =>
  new DoctorError(
    "E415_NO_DATA_SERVICE",
    "The data service does not answer.",
    "Try again in a minute; see whether its address is right.",
    cause,
  );
