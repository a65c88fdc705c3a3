import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The page calls contracts and never deploys any: their bytecode stays out of what people download, and so do Solidity's
 * own names of types, which nothing reads.
 */
const leanContracts: Plugin = {
  name: "lean-contracts",
  transform: {
    filter: { id: /types\/ethers-contracts\/factories\// },
    handler: (code) =>
      code.replace(/(_bytecode\s*=\s*)"0x[0-9a-fA-F]*"/, '$1"0x"').replace(/"?internalType"?:\s*"[^"]*",?/g, ""),
  },
};

/**
 * Parts of packages that this page never runs. ethers reads the names of ENS by tables of all of Unicode's scripts, and
 * the page only ever deals in addresses; NiiVue reads Zarr stores from the network, and is only given points.
 */
const leftOut: Plugin = {
  name: "left-out",
  load: {
    filter: { id: /node_modules\/(@adraffy\/ens-normalize|zarrita)\// },
    handler: (id) =>
      id.includes("zarrita")
        ? "export const [FetchStore, get, open, root, slice] = [];"
        : 'export const ens_normalize = () => { throw new Error("names are not resolved here"); };',
  },
};

export default defineConfig({
  root: here("."),
  logLevel: "warn",
  plugins: [react(), leanContracts, leftOut],
  build: {
    outDir: here("../../build/web"),
    emptyOutDir: true,
    target: "es2022",
    // A preload script would have to be inline, or styles; both are more than the policy of the page allows.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_000,
    manifest: true,
  },
  worker: { format: "es" },
});
