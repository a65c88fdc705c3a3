import { getAddress, sha256, toUtf8Bytes } from "ethers";
import Type, { type Static } from "typebox";
import { Address, Closed, check } from "#wire/schema";

/**
 * The description of an asset that Ocean's nodes index and its markets show: DDO 4.1.0, by the specification in Ocean's
 * documentation; lengths as the shapes of its validator (ddo.js) have them.
 */
const text = (most: number, least = 1) => Type.String({ minLength: least, maxLength: most });
const Time = Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$" });

export const Ddo = Closed({
  "@context": Type.Array(text(256)),
  id: Type.String({ pattern: "^did:op:[0-9a-f]{64}$" }),
  version: Type.Literal("4.1.0"),
  chainId: Type.Integer({ minimum: 1 }),
  nftAddress: Address,
  metadata: Closed({
    created: Time,
    updated: Time,
    type: Type.Literal("dataset"),
    name: text(512, 4),
    description: text(7_000, 10),
    author: text(256),
    license: text(256),
    tags: Type.Array(text(256), { maxItems: 64 }),
    /** what makes the file checkable: the batch as our own chain of evidence has it */
    additionalInformation: Closed({
      batch: Closed({
        contract: Address,
        dataset: Type.Integer(),
        number: Type.Integer(),
        root: text(66, 66),
        rows: Type.Integer(),
      }),
    }),
  }),
  services: Type.Array(
    Closed({
      id: text(256),
      type: Type.Literal("access"),
      name: text(256, 4),
      description: text(7_000, 10),
      datatokenAddress: Address,
      serviceEndpoint: text(2_048, 10),
      /** where the file is, for the node's eyes only */
      files: Type.String({ pattern: "^0x[0-9a-f]+$", maxLength: 8_192 }),
      /** seconds that an order is good for; 0: for ever */
      timeout: Type.Integer({ minimum: 0 }),
    }),
    { minItems: 1, maxItems: 64 },
  ),
  credentials: Closed({ allow: Type.Array(Type.Never()), deny: Type.Array(Type.Never()) }),
});
export type Ddo = Static<typeof Ddo>;

/** An asset's name everywhere in Ocean: SHA-256 of the NFT's checksummed address and the chain's number. */
export const didOf = (nft: string, chainId: number): string =>
  `did:op:${sha256(toUtf8Bytes(getAddress(nft) + chainId)).slice(2)}`;

export interface Asset {
  readonly chainId: number;
  readonly nft: string;
  readonly datatoken: string;
  readonly author: string;
  readonly node: string;
  readonly files: string;
  /** seconds */
  readonly period: number;
  readonly batch: Ddo["metadata"]["additionalInformation"]["batch"];
  /** seconds since 1970 at which the batch was published */
  readonly time: number;
  readonly license: string;
}

/** @throws DoctorError E110_MALFORMED when something does not fit the schema, such as a node's answer or a URL's length */
export function ddoOf(asset: Asset): Ddo {
  const { chainId, nft, datatoken, batch } = asset;
  const time = `${new Date(asset.time * 1000).toISOString().slice(0, 19)}Z`;
  return check(
    Ddo,
    {
      "@context": ["https://w3id.org/did/v1"],
      id: didOf(nft, chainId),
      version: "4.1.0",
      chainId,
      nftAddress: nft,
      metadata: {
        created: time,
        updated: time,
        type: "dataset",
        name: `Diagnoses of brain MRI, batch ${batch.number}`,
        description:
          "Rows of month and diagnosis, on each of which a strict majority of a panel of licensed doctors agreed, blind. " +
          "Nothing says whose. Research software. Not cleared or CE-marked. Not for diagnosis.",
        author: asset.author,
        license: asset.license,
        tags: ["medical", "brain-mri", "diagnoses"],
        additionalInformation: { batch },
      },
      services: [
        {
          id: sha256(toUtf8Bytes(`${nft}${datatoken}${asset.files}`)).slice(2),
          type: "access",
          name: "Download of the rows",
          description: `CSV with the columns period and diagnosis, ${batch.rows} rows.`,
          datatokenAddress: datatoken,
          serviceEndpoint: asset.node,
          files: asset.files,
          timeout: asset.period,
        },
      ],
      credentials: { allow: [], deny: [] },
    },
    "DDO",
  );
}
