#!/usr/bin/env node
// The command line is TypeScript: this registers the loader and hands over.
import { register } from "tsx/esm/api";

register();
await import("./crypto-doctor.ts");
