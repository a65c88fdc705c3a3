import {
  Contract,
  type ContractTransactionReceipt,
  hexlify,
  type LogDescription,
  type Signer,
  sha256,
  toUtf8Bytes,
  ZeroAddress,
} from "ethers";
import { sent } from "#chain/cases";
import type { Contracts } from "#chain/contracts";
import { DoctorError } from "#errors";
import { holds, type PublishedBatch, publishedBatches } from "../batches.ts";
import { parseRows } from "../rows.ts";
import { FACTORY, FIXED_RATE, NFT } from "./contracts.ts";
import { ddoOf } from "./ddo.ts";
import type { OceanNode } from "./node.ts";

/** Where Ocean stands on this chain: an entry of its own `address.json`. */
export interface OceanAddresses {
  readonly ERC721Factory: string;
  readonly FixedPrice: string;
}

export interface OnOcean {
  readonly did: string;
  readonly nft: string;
  readonly datatoken: string;
  readonly exchange: string;
  /** the rows' price in units of the pay token */
  readonly price: string;
}

/**
 * Puts a published batch on sale on Ocean: an NFT, a datatoken (one is one access), a fixed price in our own pay token, and
 * the DDO that a node indexes. Price and period are those of our own shop. Two transactions.
 *
 * The node learns where the file is, and serves it to whoever has ordered; it could serve it to others. The rows are held
 * against the root on chain before anything is sent.
 *
 * @param file where the node finds the batch's CSV; encrypted to the node, on chain nobody else can read it
 * @param csv the same file's content
 * @param hidden whether the DDO is encrypted to the node too: then only that node can index it
 * @throws DoctorError E110_MALFORMED, E210_NO_SUCH_BATCH, E211_OTHER_ROWS, E212_NOT_THE_CURATOR, E213_OCEAN_NODE, E510_REVERTED, E511_TRANSACTION
 */
export async function publishOnOcean(options: {
  contracts: Contracts;
  signer: Signer;
  ocean: OceanAddresses;
  node: OceanNode;
  batch: number;
  file: string;
  csv: string;
  hidden: boolean;
  license: string;
}): Promise<OnOcean> {
  const { contracts, signer, ocean, node, file, hidden, license } = options;
  const { deployment, access, token } = contracts;
  const published = await publishedBatch(contracts, options.batch);
  if (!holds(published, parseRows(options.csv)))
    throw new DoctorError(
      "E211_OTHER_ROWS",
      "The file does not hold the rows of this batch.",
      "Name the CSV of the batch as it was published; buyers check it against the root on chain.",
    );
  const author = await signer.getAddress();
  if ((await contracts.data.ownerOf(deployment.dataset)).toLowerCase() !== author.toLowerCase())
    throw new DoctorError(
      "E212_NOT_THE_CURATOR",
      "Only the data set's curator puts it on sale.",
      "Name the key file of the data set's owner.",
    );
  // A node that does not answer is found out before anything is paid for.
  await node.encrypt("probe");

  const [price, period, decimals, block] = await Promise.all([
    access.price(),
    access.period(),
    token.decimals(),
    contracts.provider.getBlock(published.block),
  ]);
  const { number, root, rows } = published;
  const batch = { contract: deployment.data, dataset: deployment.dataset, number, root, rows };
  const { nft, datatoken, exchange } = await createAsset({
    ...{ contracts, signer, ocean, author, batch: number },
    ...{ rate: price * 10n ** (18n - decimals), decimals },
  });
  const location = { nftAddress: nft, datatokenAddress: datatoken, files: [{ type: "url", method: "GET", url: file }] };
  const ddo = ddoOf({
    ...{ chainId: deployment.chainId, nft, datatoken, author, node: node.url, batch, time: block!.timestamp, license },
    ...{ files: await node.encrypt(JSON.stringify(location)), period: Number(period) },
  });
  const document = JSON.stringify(ddo);
  await sent(
    contracts,
    call(new Contract(nft, NFT, signer), "setMetaData"),
    ...[ACTIVE, node.url, "", hidden ? ENCRYPTED : PLAIN],
    ...[hidden ? await node.encrypt(document) : hexlify(toUtf8Bytes(document)), sha256(toUtf8Bytes(document)), []],
  );
  return { did: ddo.id, nft, datatoken, exchange, price: String(price) };
}

const ACTIVE = 0;
/** Bits that Ocean's indexers read: 1 compressed, 2 encrypted. */
const PLAIN = "0x00";
const ENCRYPTED = "0x02";
const FIRST_TEMPLATE = 1;
/** Nobody mints by hand: the exchange mints one datatoken for each that is bought. */
const CAP = 10n ** 27n;

async function publishedBatch(contracts: Contracts, number: number): Promise<PublishedBatch> {
  const batch = (await publishedBatches(contracts)).find((each) => each.number === number);
  if (!batch)
    throw new DoctorError(
      "E210_NO_SUCH_BATCH",
      `The data set has no batch ${number}.`,
      "GET / of the data service lists the published ones.",
    );
  return batch;
}

async function createAsset(options: {
  contracts: Contracts;
  signer: Signer;
  ocean: OceanAddresses;
  author: string;
  batch: number;
  rate: bigint;
  decimals: bigint;
}): Promise<{ nft: string; datatoken: string; exchange: string }> {
  const { contracts, signer, ocean, author, batch, rate, decimals } = options;
  const factory = new Contract(ocean.ERC721Factory, FACTORY, signer);
  const fixedRate = new Contract(ocean.FixedPrice, FIXED_RATE);
  const receipt = await sent(
    contracts,
    call(factory, "createNftWithErc20WithFixedRate"),
    {
      ...{ name: "crypto-doctor diagnoses", symbol: "CDDATA", templateIndex: FIRST_TEMPLATE, tokenURI: "" },
      ...{ transferable: true, owner: author },
    },
    {
      templateIndex: FIRST_TEMPLATE,
      strings: [`crypto-doctor batch ${batch}`, "CDROWS"],
      // who may mint, who is paid, no market and its fee
      addresses: [author, author, ZeroAddress, ZeroAddress],
      uints: [CAP, 0],
      bytess: [],
    },
    {
      fixedPriceAddress: ocean.FixedPrice,
      // pay token, owner of the exchange, no market's fee, everybody may buy
      addresses: [contracts.deployment.token, author, ZeroAddress, ZeroAddress],
      uints: [decimals, 18, rate, 0, 1],
    },
  );
  const said = (name: string): LogDescription["args"] => eventOf(receipt, [factory, fixedRate], name).args;
  return {
    nft: said("NFTCreated").newTokenAddress,
    datatoken: said("TokenCreated").newTokenAddress,
    exchange: said("ExchangeCreated").exchangeId,
  };
}

function eventOf(receipt: ContractTransactionReceipt, contracts: readonly Contract[], name: string): LogDescription {
  for (const log of receipt.logs)
    for (const { interface: known } of contracts) {
      const parsed = known.parseLog(log);
      if (parsed?.name === name) return parsed;
    }
  throw new DoctorError(
    "E214_NOT_OCEAN",
    `Ocean's factory said nothing of ${name}.`,
    "Check that the addresses are those of Ocean's contracts on this chain.",
  );
}

/** A method of a contract that has no generated types, as `sent` takes it. */
const call = (contract: Contract, name: string): Parameters<typeof sent<unknown[]>>[1] =>
  contract.getFunction(name) as unknown as Parameters<typeof sent<unknown[]>>[1];
