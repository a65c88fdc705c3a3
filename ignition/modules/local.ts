import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { contracts } from "./contracts.ts";

/** A chain of one's own: a token that is worth nothing, and the deployer as the directory's owner, who may renounce. */
export default buildModule("Local", (m) => {
  const token = m.contract("TestUSD");
  return { token, ...contracts(m, token, m.getAccount(0) as never) };
});
