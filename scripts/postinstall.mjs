// npm leaves out *optional* packages whose "engines" do not fit the Node that runs npm. Under an older system Node
// that drops Hardhat's native binding, although the install ends green. When the Node that has just been
// installed into node_modules/.bin is newer than the one running npm, install once more with it.
import { spawnSync } from "node:child_process";

const outer = Number(/node\/v(\d+)/.exec(process.env.npm_config_user_agent ?? "")?.[1] ?? 99);
const inner = Number(process.versions.node.split(".")[0]);
const run = (command, args, env = {}) => {
  const { status } = spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
};

if (inner < 22) {
  console.error(
    `crypto-doctor needs Node 22.13 or later; this is ${process.versions.node} and no newer one came with the install.`,
  );
  process.exit(1);
}
if (outer < 22) run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]);
// Contracts and kernels are compiled here once, so that `npm start` does not pay for it.
run("npm", ["run", "--silent", "build"]);
