import { useState } from "react";
import { useLanguage } from "../i18n/language.tsx";

/** Where files are dropped or chosen: one picture, one volume, or the files of one series. */
export function DropZone({ words, onFiles }: { words: string; onFiles: (files: readonly File[]) => void }) {
  const { t } = useLanguage();
  const [over, setOver] = useState(false);
  return (
    <label
      className="drop"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      <strong>{words}</strong>
      <span className="quiet">{t("picture.kinds")}</span>
      <input
        type="file"
        multiple
        className="unseen"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = ""; // the same file may be chosen again
        }}
      />
    </label>
  );
}
