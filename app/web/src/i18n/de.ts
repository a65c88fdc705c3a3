import { type Dictionary, en } from "./en.ts";
export const de: Dictionary = en;
