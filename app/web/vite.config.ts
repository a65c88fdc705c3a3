import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The page calls contracts and never deploys any: their bytecode stays out of what people download. */
const withoutBytecode: Plugin = {
  name: "without-bytecode",
  transform: {
    filter: { id: /types\/ethers-contracts\/factories\// },
    handler: (code) => code.replace(/(_bytecode\s*=\s*)"0x[0-9a-fA-F]*"/, '$1"0x"'),
  },
};

export default defineConfig({
  root: here("."),
  logLevel: "warn",
  plugins: [react(), withoutBytecode],
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
