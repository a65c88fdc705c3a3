import type {
  ContractFuture,
  IgnitionModuleBuilder,
  ModuleParameterRuntimeValue,
} from "@nomicfoundation/ignition-core";

type Token = ContractFuture<string>;
type Value = ModuleParameterRuntimeValue<string>;

/** Everything but the pay token, which a real network has and a local one is given. */
export function contracts(m: IgnitionModuleBuilder, token: Token, owner: Value | Token) {
  const parameters = {
    seedDelay: m.getParameter("seedDelay", 4),
    reportTime: m.getParameter("reportTime", 3_600),
    commitTime: m.getParameter("commitTime", 24 * 3_600),
    grace: m.getParameter("grace", 12 * 3_600),
    revealTime: m.getParameter("revealTime", 12 * 3_600),
    closeTime: m.getParameter("closeTime", 12 * 3_600),
    floorShare: m.getParameter("floorShare", 4_000),
    readingShare: m.getParameter("readingShare", 2_000),
    wrongSlash: m.getParameter("wrongSlash", 1_000),
    silentSlash: m.getParameter("silentSlash", 2_000),
    minBond: m.getParameter("minBond", 200_000_000n),
    pairBond: m.getParameter("pairBond", 1_000_000_000n),
  };
  const entropy = m.contract("BlockhashEntropy");
  const gate = m.contract("IssuerGate", [m.getParameter<string>("issuer")]);
  const directory = m.contract("Directory", [owner]);
  const core = m.contract("CryptoDoctor", [token, entropy, gate, directory, parameters]);
  const badge = m.contract("ReputationBadge", [core]);
  const template = m.contract("AccessToken", [token]);
  const data = m.contract("DiagnosisData", [template]);
  return { entropy, gate, directory, core, badge, template, data };
}
