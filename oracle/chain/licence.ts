import { AbiCoder, id, type Signer } from "ethers";
import type { Deployment } from "./addresses.ts";
import { licenceTypes } from "./typed-data.ts";

const YEAR = 365 * 24 * 3600;

/** A licence of the board for one account, good for a year, as `register` takes it. */
export async function signLicence(
  issuer: Signer,
  deployment: Deployment,
  doctor: string,
  institution: number,
): Promise<string> {
  const domain = {
    name: "CryptoDoctor IssuerGate",
    version: "1",
    chainId: deployment.chainId,
    verifyingContract: deployment.gate,
  };
  const person = id(`person/${doctor}`);
  const expiry = Math.floor(Date.now() / 1000) + YEAR;
  const signature = await issuer.signTypedData(domain, licenceTypes, { doctor, person, institution, expiry });
  return AbiCoder.defaultAbiCoder().encode(
    ["bytes32", "uint32", "uint40", "bytes"],
    [person, institution, expiry, signature],
  );
}
