/**
 * The kinds of values that must never be mistaken for one another. They are brands on plain data: they cost nothing and
 * hold only at compile time, where it matters.
 *
 *   plain  --share/split.ts-->  Share  --share/mask.ts-->  Masked  --share/open.ts-->  Opened
 *
 * Each arrow is made in that one file. A local computation on shares gives shares again; nothing in a workspace of the
 * protocol is ever plain, and plain values (`Int32Array`) never enter one.
 */
import type { Vector } from "../ring/workspace.ts";

declare const kind: unique symbol;

/** One party's additive share: of no meaning without the other's. */
export type Share = Vector & { readonly [kind]: "share" };
/** One party's share of a secret plus a single-use uniform mask: the only thing that may be sent. */
export type Masked = Vector & { readonly [kind]: "masked" };
/** A masked secret that both parties know. */
export type Opened = Vector & { readonly [kind]: "opened" };
/** Bit planes, masked; opened as the pair of both parties' halves, which the kernels XOR. */
export type MaskedBits = { readonly at: number; readonly bytes: number; readonly [kind]: "masked-bits" };
export type OpenedBits = { readonly mine: number; readonly theirs: number; readonly [kind]: "opened-bits" };

export type Party = 0 | 1;
