import type { Translate } from "./i18n/language.tsx";

/** A label in the person's language; a label that is unknown here is shown as it is. */
export function labelWords(t: Translate, label: string): { title: string; detail: string } {
  switch (label) {
    case "yes":
      return { title: t("label.yes"), detail: t("label.yesText") };
    case "no":
      return { title: t("label.no"), detail: t("label.noText") };
    case "cannot-decide":
      return { title: t("label.cannot"), detail: t("label.cannotText") };
    case "unusable-picture":
      return { title: t("label.unusable"), detail: t("label.unusableText") };
    default:
      return { title: label, detail: "" };
  }
}

/** A part of an upload, as the person is told of it. */
export function partWords(t: Translate, what: string): string {
  const [, set, node] = /^material (\d) for node (\d)$/.exec(what) ?? [];
  if (set && node) return t("part.material", { n: node, set });
  switch (what) {
    case "bundle for node 0":
      return t("part.bundle", { n: 0 });
    case "bundle for node 1":
      return t("part.bundle", { n: 1 });
    case "picture package":
      return t("part.package");
    case "record":
      return t("part.record");
    default:
      return t("part.manifest");
  }
}
