import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { formatUnits } from "ethers";
import Type from "typebox";
import { oceanNode } from "#client/ocean/node";
import { type OceanAddresses, publishOnOcean } from "#client/ocean/publish";
import { DoctorError } from "#errors";
import { walletFromFile } from "#service/config";
import { Address, check } from "#wire/schema";
import { type NetworkFlags, onNetwork, withNetwork } from "./network.ts";

interface Flags extends NetworkFlags {
  readonly ocean: string;
  readonly node: string;
  readonly fileUrl: string;
  readonly keyFile: string;
  readonly metadata: "plain" | "encrypted";
  readonly license: string;
  readonly json?: boolean;
}

/** `crypto-doctor data publish BATCH --ocean FILE`: puts a batch of the data set on sale on Ocean. */
export const dataPublishCommand = (): Command =>
  withNetwork(new Command("publish"))
    .description("put a published batch on sale on Ocean, at the price and for the period of our own shop")
    .argument("<batch>", "its number", Number)
    .requiredOption("--ocean <file>", "Ocean's address.json; its entry for this chain is used")
    .requiredOption("--node <url>", "the Ocean node that serves the file to whoever has ordered")
    .requiredOption("--file-url <url>", "where that node finds the batch's CSV; only it will know")
    .requiredOption("--key-file <file>", "key of the data set's curator: one line, 0x and 64 hex digits")
    .addOption(
      new Option("--metadata <kind>", "plain: any node can index it; encrypted: only this one")
        .choices(["plain", "encrypted"])
        .default("plain"),
    )
    .option("--license <text>", "licence of the rows", "No License Specified")
    .option("--json", "print one line of JSON")
    .action(async (batch: number, flags: Flags) => {
      const asset = await onNetwork(flags, async ({ contracts }) => {
        const { chainId } = contracts.deployment;
        const published = await publishOnOcean({
          contracts,
          signer: walletFromFile(flags.keyFile).connect(contracts.provider),
          ocean: oceanOf(JSON.parse(readFileSync(flags.ocean, "utf8")), chainId),
          node: oceanNode(flags.node, chainId),
          batch,
          file: flags.fileUrl,
          csv: await download(flags.fileUrl),
          hidden: flags.metadata === "encrypted",
          license: flags.license,
        });
        const { token } = contracts;
        const [decimals, symbol] = await Promise.all([token.decimals(), token.symbol()]);
        return { ...published, price: `${formatUnits(published.price, decimals)} ${symbol}` };
      });
      process.stdout.write(
        flags.json ? `${JSON.stringify(asset)}\n` : `${asset.did} on sale at ${asset.price}, NFT ${asset.nft}\n`,
      );
    });

const Entry = Type.Object({ chainId: Type.Integer(), ERC721Factory: Address, FixedPrice: Address });

/** @throws DoctorError E215_NO_OCEAN when the file has no entry for the chain, E110_MALFORMED when it is none of Ocean's */
export function oceanOf(file: Record<string, { chainId?: number }>, chainId: number): OceanAddresses {
  const entry = Object.values(file).find((each) => each?.chainId === chainId);
  if (!entry)
    throw new DoctorError(
      "E215_NO_OCEAN",
      `The file has no contracts of Ocean for chain ${chainId}.`,
      "Take addresses/address.json of @oceanprotocol/contracts, or one of the same form for your own chain.",
    );
  return check(Entry, entry, "entry of Ocean's address file");
}

const LARGEST_CSV = 64 * 2 ** 20;

async function download(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    if (!response.ok || Number(response.headers.get("content-length") ?? 0) > LARGEST_CSV)
      throw new Error(`status ${response.status}`);
    return await response.text();
  } catch (error) {
    throw new DoctorError(
      "E216_NO_FILE",
      "The batch's file cannot be read at its URL.",
      "The Ocean node will fetch it there for every buyer; see that it is there.",
      error,
    );
  }
}
