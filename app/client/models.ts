import type { Contracts } from "#chain/contracts";
import { DoctorError } from "#errors";
import type { ModelDescription } from "#models/zoo/description";
import type { BlobStore } from "#storage/blobs";
import { cidOfDigest } from "#storage/cid";
import { unhex } from "#wire/bytes";
import { decodeModelManifest, MAX_MODEL_MANIFEST } from "#wire/model-manifest";

/** A model as a case may name it. */
export interface AdmittedModel extends ModelDescription {
  /** Its number in the directory. */
  readonly id: number;
  /** CID of the model card. */
  readonly card: string;
  /** Open to new cases. */
  readonly active: boolean;
}

/**
 * A model by its number: what the chain admitted, in the words of its manifest.
 * @throws DoctorError E124_BAD_MODEL when the manifest speaks of another model; E6xx when it cannot be had
 */
export async function admittedModel({ directory }: Contracts, blobs: BlobStore, id: number): Promise<AdmittedModel> {
  const { digest, card: manifest, active } = await directory.getModel(id);
  const bytes = await blobs.get(cidOfDigest(unhex(manifest)), { maxBytes: MAX_MODEL_MANIFEST });
  const { description, card } = decodeModelManifest(bytes);
  if (`0x${description.digest}` !== digest.toLowerCase())
    throw new DoctorError(
      "E124_BAD_MODEL",
      "The model's manifest speaks of another model than the chain admitted.",
      "Tell the owner of the directory; choose another model.",
    );
  return { ...description, id, card, active };
}

/** As `admittedModel`, each model read once: what an entry says of it never changes. */
export function modelReader(contracts: Contracts, blobs: BlobStore): (id: number) => Promise<AdmittedModel> {
  const read = new Map<number, Promise<AdmittedModel>>();
  return (id) => {
    const model = read.get(id) ?? admittedModel(contracts, blobs, id);
    read.set(id, model);
    // A failure is not kept: storage may answer the next time.
    model.catch(() => read.delete(id));
    return model;
  };
}

/** Every model that a new case may name. */
export async function admittedModels(contracts: Contracts, blobs: BlobStore): Promise<AdmittedModel[]> {
  const { models } = await contracts.directory.totals();
  const ids = Array.from({ length: Number(models) }, (_, i) => i + 1);
  const all = await Promise.all(ids.map((id) => admittedModel(contracts, blobs, id)));
  return all.filter(({ active }) => active);
}
