import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { contracts } from "./contracts.ts";

/**
 * A public network: the stablecoin is named, the directory belongs to a timelock that nobody administers. Only the
 * proposers may propose; whoever likes executes after the delay. `guardian` is the timelock's to set, by a proposal.
 */
export default buildModule("Testnet", (m) => {
  const stablecoin = m.contractAt("IERC20", m.getParameter<string>("stablecoin"));
  const anyone = "0x0000000000000000000000000000000000000000";
  const timelock = m.contract("TimelockController", [
    m.getParameter("delay", 7 * 24 * 3_600),
    m.getParameter<string[]>("proposers"),
    [anyone],
    anyone,
  ]);
  return { timelock, ...contracts(m, stablecoin, timelock) };
});
