import { createRequire } from "node:module";
import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { configVariable, defineConfig } from "hardhat/config";

// The compiler is the WASM build inside the npm package `solc`: nothing is downloaded, in no build profile.
const path = createRequire(import.meta.url).resolve("solc/soljson.js");
// One way of building for tests and deployment alike: what is tested is what is deployed. The IR pipeline and the missing
// metadata keep CryptoDoctor below the 24,576 bytes of EIP-170.
const compiler = {
  version: "0.8.37",
  path,
  settings: {
    viaIR: true,
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 200 },
    metadata: { bytecodeHash: "none", appendCBOR: false },
  },
} as const;

// The data set's shop is small and called often: it is built for speed.
const shop = { ...compiler, settings: { ...compiler.settings, optimizer: { enabled: true, runs: 1_000_000 } } };
const profile = {
  compilers: [compiler],
  overrides: { "contracts/data/AccessToken.sol": shop, "contracts/TestUSD.sol": shop },
};

export default defineConfig({
  plugins: [toolbox],
  solidity: {
    profiles: { default: profile, production: profile },
    npmFilesToBuild: [
      "@openzeppelin/contracts/governance/TimelockController.sol",
      "@openzeppelin/contracts/token/ERC20/IERC20.sol",
    ],
  },
  // Random sequences of calls against the invariants; `npm run test:deep -- invariants` runs more and longer ones.
  test: {
    mocha: { timeout: 600_000 },
    solidity: {
      gasLimit: 1_000_000_000_000n,
      fuzz: { seed: process.env.SEED ?? "0x43444f43" },
      invariant: {
        runs: Number(process.env.RUNS ?? 1_000),
        depth: Number(process.env.DEPTH ?? 64),
        failOnRevert: false,
      },
    },
  },
  networks: {
    // A second client for the tests: `npm run test:deep -- anvil`.
    anvil: { type: "http", url: process.env.ANVIL_URL ?? "http://127.0.0.1:18545", timeout: 600_000 },
    // What `npm start` runs where anvil is not installed: each transaction is mined at once, an empty block every second.
    local: { type: "edr-simulated", chainId: 31337, mining: { auto: true, interval: 1000 }, accounts: { count: 24 } },
    // Asked for only when it is used, and kept in the encrypted keystore: `hardhat keystore set TESTNET_DEPLOYER_KEY`.
    testnet: {
      type: "http",
      url: configVariable("TESTNET_RPC_URL"),
      accounts: [configVariable("TESTNET_DEPLOYER_KEY")],
    },
    // The same accounts on another chain id: what a fork of the chain would be.
    fork: { type: "edr-simulated", chainId: 4242 },
  },
});
