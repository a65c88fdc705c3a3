import { type ReactNode, useEffect, useId, useRef } from "react";
import { useLanguage } from "../i18n/language.tsx";

/** The platform's own modal dialog: it keeps the focus inside and gives it back, and Escape closes it. */
export function Dialog({
  open,
  onClose,
  title,
  wide = false,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  wide?: boolean;
  children: ReactNode;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { t } = useLanguage();
  useEffect(() => {
    if (open) element.current?.showModal();
    else element.current?.close();
  }, [open]);
  return (
    <dialog ref={element} className={wide ? "wide-dialog" : undefined} aria-labelledby={id} onClose={onClose}>
      {open && (
        <>
          <div className="row spread">
            <h2 id={id}>{title}</h2>
            <button type="button" className="plain" aria-label={t("dialog.close")} onClick={onClose}>
              ×
            </button>
          </div>
          {children}
        </>
      )}
    </dialog>
  );
}
