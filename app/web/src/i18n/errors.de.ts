import type { Errors } from "./explained.ts";

export const errors: Errors = {
  E101_EMPTY_FILE: [
    "Die Datei ist leer.",
    "Wählen Sie ein Bild einer MRT-Schicht des Kopfes: JPEG, PNG, DICOM oder NIfTI.",
  ],
  E102_NOT_A_PICTURE: [
    "Die Datei ist kein JPEG-, PNG-, DICOM- oder NIfTI-Bild.",
    "Speichern Sie eine Schicht oder eine Serie aus dem Betrachter. Ein anderer Dateiname ändert nichts am Inhalt.",
  ],
  E103_TOO_MANY_BYTES: [
    "Die Datei ist zu groß.",
    "Speichern Sie die Schicht in ihrer eigenen Auflösung, als JPEG oder 8-Bit-PNG.",
  ],
  E104_TOO_MANY_PIXELS: [
    "Das Bild hat zu viele Bildpunkte.",
    "Speichern Sie die Schicht in ihrer eigenen Auflösung; MRT-Schichten sind selten größer als 1024 × 1024.",
  ],
  E105_TRUNCATED: ["Die Datei hört vor dem Bild auf.", "Kopieren oder speichern Sie sie noch einmal."],
  E106_DAMAGED: [
    "Die Datei ist beschädigt und lässt sich nicht dekodieren.",
    "Kopieren oder speichern Sie sie noch einmal.",
  ],
  E107_UNSUPPORTED_PICTURE: [
    "Das Bild benutzt etwas, das hier nicht gelesen wird.",
    "Speichern Sie es als einfaches JPEG, 8-Bit-PNG oder unkomprimierte DICOM-Datei.",
  ],
  E108_TOO_SMALL: [
    "Das Bild ist zu klein.",
    "Speichern Sie die Schicht in ihrer eigenen Auflösung, nicht als Vorschaubild.",
  ],
  E109_OUT_OF_RANGE: [
    "Ein Eingabewert passt nicht in die Rechnung unter Verschlüsselung.",
    "Laden Sie die Seite neu; bleibt es so, wählen Sie ein anderes Bild.",
  ],
  E110_MALFORMED: [
    "Eine Nachricht hat nicht die Form, die sie haben muss.",
    "Laden Sie die Seite neu; bleibt es so, liegt es am Absender.",
  ],
  E111_PADDING: [
    "Die Auffüllung einer versiegelten Nachricht ist falsch.",
    "Holen Sie sie noch einmal; bleibt es so, liegt es am Absender.",
  ],
  E112_RECIPIENT: ["Das ist kein age-Empfänger (X25519).", "Er beginnt mit age1 und hat 62 Zeichen."],
  E113_UNKNOWN_LABEL: ["Das ist keine der Antworten dieses Falles.", "Wählen Sie eine der angebotenen."],
  E114_LICENCE: [
    "Das ist keine Zulassung für dieses Konto.",
    "Wählen Sie die Datei, die Ihnen die Kammer gab, und das Konto, das sie nennt.",
  ],
  E115_CASE_FILE: ["Das ist keine Falldatei.", "Wählen Sie eine Datei, die diese Seite exportiert hat."],
  E116_KEY_FILE: [
    "Das ist nicht die Schlüsseldatei, die dieses Konto angemeldet hat.",
    "Wählen Sie die Datei von der Anmeldung; sie beginnt mit AGE-SECRET-KEY-1.",
  ],
  E117_OTHER_VERSION: [
    "Diesen Fall hat eine andere Version dieses Programms vorbereitet.",
    "Die Version, die ihn vorbereitet hat, kann ihn zu Ende führen.",
  ],
  E118_OTHER_DEVICE: [
    "Auf diesem Gerät fehlen die Schlüssel des jetzigen Gremiums dieses Falles.",
    "Öffnen Sie den Fall dort, wo das Gremium gefragt wurde, oder lesen Sie die Falldatei von dort ein.",
  ],
  E119_SAMPLE: [
    "Das Beispielbild war nicht zu laden.",
    "Verbinden Sie sich mit dem Netz und versuchen Sie es noch einmal, oder wählen Sie eine eigene Datei.",
  ],
  E120_LARGE_FILE: [
    "Die Datei ist zu groß.",
    "Sehen Sie nach, ob es die richtige ist, oder wählen Sie weniger auf einmal.",
  ],
  E123_UNKNOWN_TRANSFORM: [
    "Das Modell verlangt eine Aufbereitung, die diese Ausgabe nicht kennt.",
    "Erneuern Sie die Anwendung, oder nehmen Sie ein anderes Modell.",
  ],
  E124_BAD_MODEL: [
    "Die Beschreibung des Modells passt nicht zu dem, was auf der Kette steht.",
    "Sagen Sie es dem Betreiber; wählen Sie ein anderes Modell.",
  ],
  E141_BAD_WEIGHTS: [
    "Die Gewichte des Modells passen nicht in die Rechnung.",
    "Sagen Sie es dem Betreiber des Modells.",
  ],
  E142_OUT_OF_RANGE: [
    "Dieses Bild kann das Modell unter Verschlüsselung nicht lesen; nichts wurde gesendet.",
    "Nehmen Sie eine andere Schicht oder ein anderes Modell.",
  ],
  E150_MIXED_SERIES: [
    "Die Dateien gehören nicht zu einer Serie paralleler Schichten.",
    "Wählen Sie nur die Dateien einer axialen Serie, ohne Übersichtsbilder.",
  ],
  E151_NO_SUCH_SLICE: ["Eine solche Schicht hat das Volumen nicht.", "Wählen Sie eine der angebotenen."],
  E152_NOT_AXIAL: ["Die Datei enthält keine axiale Ebene.", "Nehmen Sie eine axiale Serie oder das ganze Volumen."],
  E153_NOT_HEAD_MR: [
    "Das ist kein MRT des Kopfes.",
    "Nehmen Sie eine axiale Schicht einer MRT des Kopfes. Die Modelle kennen nichts anderes und würden raten.",
  ],
  E154_MAYBE_NOT_HEAD_MR: [
    "Das Bild ist vielleicht kein MRT des Kopfes.",
    "Sehen Sie es noch einmal an. Wenn es eines ist, bestätigen Sie die Warnung.",
  ],
  E155_TOO_MANY_FILES: [
    "Zu viele Dateien auf einmal.",
    "Wählen Sie die Dateien einer Serie, nicht eine ganze Untersuchung.",
  ],
  E156_SEVERAL_PICTURES: [
    "Das sind mehrere Dateien, aber nicht die DICOM-Dateien einer Serie.",
    "Wählen Sie ein Bild, ein Volumen oder die DICOM-Dateien einer Serie.",
  ],
  E157_NO_WEBGL2: [
    "Dieser Browser kann kein Volumen zeichnen: WebGL 2 fehlt oder ist abgeschaltet.",
    "Gehen Sie stattdessen durch die Schichten, oder schalten Sie die Grafikbeschleunigung in den Einstellungen des Browsers ein.",
  ],
  E158_NO_VIEWER: [
    "Der Betrachter für Volumen ließ sich nicht laden.",
    "Er kommt von dieser Seite, wenn er zum ersten Mal geöffnet wird: stellen Sie die Verbindung her, oder gehen Sie durch die Schichten.",
  ],
  E202_NOT_FOR_US: [
    "Eine versiegelte Nachricht ließ sich mit diesem Schlüssel nicht öffnen.",
    "Sie war an jemand anderen gerichtet oder wurde unterwegs verändert.",
  ],
  E203_WRONG_KEY: [
    "Ein verschlüsseltes Paket ließ sich nicht öffnen.",
    "Der Schlüssel ist falsch, oder es wurde unterwegs verändert.",
  ],
  E204_WRONG_HALF: [
    "Ein Knoten gab eine Schlüsselhälfte heraus, die nicht zum Fall passt.",
    "Melden Sie den Fall: schuld ist der Knoten, nicht der Patient.",
  ],
  E205_NOT_RELEASED: [
    "Der Knoten gibt seine Schlüsselhälfte nicht heraus.",
    "Versuchen Sie es in einigen Sekunden; wurde der Sitz auf einem anderen Gerät angenommen, nehmen Sie dieses.",
  ],
  E206_DISHONEST_PACKAGE: [
    "Das Paket passt nicht zu dem, worauf sich der Patient festgelegt hat, oder nicht zu dem, was die Maschine las.",
    "Melden Sie den Fall: Sie verlieren nichts dabei.",
  ],
  E207_LOCAL_ONLY: [
    "Testgeld und Demo-Zulassungen gibt es nur im lokalen Netz.",
    "Nehmen Sie Ihr eigenes Konto und Ihre eigene Zulassung.",
  ],
  E208_NO_OPENING: [
    "Was diese Stimme öffnet, ist nicht auf diesem Gerät, und die Sicherung auf der Kette lässt sich mit dieser Schlüsseldatei nicht lesen.",
    "Lesen Sie die Schlüsseldatei ein, die beim Abstimmen angemeldet war.",
  ],
  E209_PASSPHRASE: ["Das ist nicht die Passphrase.", "Versuchen Sie es noch einmal; niemand kann sie zurücksetzen."],
  E217_NO_AUTHENTICATOR: [
    "Hier gibt es nichts, das einen Passkey aufheben kann, der nach Ihnen fragt.",
    "Nehmen Sie Fingerabdruck, Gesicht, Bildschirmsperre oder einen Sicherheitsschlüssel mit PIN; auch die Passphrase öffnet den Tresor.",
  ],
  E218_NO_NAME: [
    "Ein Passkey gehört zu einem Namen, und die Adresse dieser Seite ist eine Zahl oder nicht gesichert.",
    "Öffnen Sie die Seite mit ihrem Namen über HTTPS, oder auf diesem Rechner als localhost.",
  ],
  E219_NO_PRF: [
    "Dieser Passkey weist Sie aus, gibt aber keinen Schlüssel her, der einen Tresor öffnen könnte.",
    "Nehmen Sie einen anderen Authentikator oder Browser (WebAuthn mit PRF), oder bleiben Sie bei der Passphrase.",
  ],
  E220_PASSKEY_KNOWN: [
    "Dort liegt schon ein Passkey für diesen Tresor.",
    "Nehmen Sie jenen, oder entfernen Sie ihn hier zuerst.",
  ],
  E222_KEYS_ROTATED: [
    "Die Knoten haben ihre Schlüssel gewechselt, seit dies versiegelt wurde.",
    "Es wurde nichts bezahlt. Legen Sie mit demselben Bild einen neuen Fall an.",
  ],
  E221_OTHER_PASSKEY: [
    "Dieser Passkey öffnet diesen Tresor nicht.",
    "Öffnen Sie ihn mit der Passphrase, entfernen Sie dann den Passkey und fügen Sie ihn neu hinzu.",
  ],
  E305_OUT_OF_MEMORY: [
    "Der Speicher reicht für dieses Netz nicht aus.",
    "Nehmen Sie ein kleineres Modell, oder schließen Sie andere Programme.",
  ],
  E335_UNKNOWN_MODEL: ["Ein solches Modell gibt es auf dieser Kette nicht.", "Wählen Sie ein anderes."],
  E413_WRONG_RELEASE: [
    "Ein Knoten antwortete mit etwas, das nicht von ihm oder nicht für diesen Fall ist.",
    "Versuchen Sie es noch einmal; bleibt es so, liegt es am Knoten.",
  ],
  E414_NO_ANSWER: ["Ein Knoten hat nicht geantwortet.", "Versuchen Sie es in einigen Sekunden noch einmal."],
  E415_NO_DATA_SERVICE: ["Der Datendienst antwortet nicht.", "Versuchen Sie es in einer Minute noch einmal."],
  E502_NO_CASE: ["Diesen Fall gibt es auf dieser Kette nicht.", "Sehen Sie die Nummer noch einmal an."],
  E503_OTHER_CHAIN: [
    "Die Wallet ist mit einer anderen Kette verbunden.",
    "Stellen Sie sie auf das Netz dieser Seite um, dann versuchen Sie es noch einmal.",
  ],
  E510_REVERTED: ["Der Vertrag hat abgelehnt.", "Sehen Sie den Fall noch einmal an: vielleicht ist er weitergegangen."],
  "E510_REVERTED/TooEarly": [
    "Der Vertrag hat abgelehnt: dafür ist es zu früh.",
    "Warten Sie, bis der Abschnitt beginnt; der Fall zeigt, wann.",
  ],
  "E510_REVERTED/TooLate": [
    "Der Vertrag hat abgelehnt: dafür ist es zu spät.",
    "Der Abschnitt ist vorbei; sehen Sie den Fall noch einmal an.",
  ],
  "E510_REVERTED/WrongState": [
    "Der Vertrag hat abgelehnt: der Fall ist weitergegangen.",
    "Sehen Sie ihn noch einmal an.",
  ],
  "E510_REVERTED/NotSeated": [
    "Der Vertrag hat abgelehnt: das kann nur der Arzt dieses Sitzes.",
    "Verbinden Sie sein Konto.",
  ],
  "E510_REVERTED/AlreadyVoted": [
    "Der Vertrag hat abgelehnt: diese Stimme ist schon versiegelt.",
    "Eine versiegelte Stimme lässt sich nicht ändern.",
  ],
  "E510_REVERTED/BountyTooSmall": [
    "Der Vertrag hat abgelehnt: die Belohnung ist zu klein.",
    "Bieten Sie mehr: das Modell nennt den geringsten Lohn eines Sitzes.",
  ],
  "E510_REVERTED/ERC20InsufficientBalance": [
    "Der Vertrag hat abgelehnt: das Konto hat nicht genug Geld.",
    "Senden Sie ihm mehr von der Zahlungsmünze.",
  ],
  "E510_REVERTED/ERC20InsufficientAllowance": [
    "Der Vertrag hat abgelehnt: die Erlaubnis ist verbraucht oder abgelaufen.",
    "Unterschreiben Sie sie noch einmal.",
  ],
  "E510_REVERTED/NewCasesArePaused": [
    "Der Vertrag nimmt gerade keine neuen Fälle.",
    "Versuchen Sie es später; offene Fälle laufen weiter.",
  ],
  "E510_REVERTED/UnknownPair": [
    "Der Vertrag hat abgelehnt: dieses Knotenpaar nimmt keine neuen Fälle.",
    "Wählen Sie ein anderes.",
  ],
  "E510_REVERTED/UnknownModel": [
    "Der Vertrag hat abgelehnt: dieses Modell nimmt keine neuen Fälle.",
    "Wählen Sie ein anderes.",
  ],
  E511_TRANSACTION: [
    "Die Transaktion ging nicht durch.",
    "Prüfen Sie, ob die Kette antwortet und ob das Konto für Gas bezahlen kann.",
  ],
  E520_TOKENS: [
    "Das Konto hat nicht genug Geld dafür.",
    "Senden Sie ihm, was fehlt, oder holen Sie im lokalen Netz Testgeld.",
  ],
  E521_GAS: [
    "Das Konto kann kein Gas bezahlen.",
    "Senden Sie ihm etwas von der Münze der Kette, oder holen Sie im lokalen Netz Testgeld.",
  ],
  E522_PHASE: ["Der Fall ist nicht in diesem Abschnitt.", "Sehen Sie ihn noch einmal an: seine Daten sagen, wann."],
  E530_NO_WAVE: [
    "In diesem Fall kann jetzt kein weiteres Gremium gefragt werden.",
    "Das geht nach einer Abstimmung ohne Mehrheit, für kurze Zeit und höchstens zweimal.",
  ],
  E601_STORAGE_UNREACHABLE: [
    "Kein Knoten antwortet.",
    "Prüfen Sie Ihre Verbindung; nichts ist verloren, und das Hochladen geht weiter, wo es war.",
  ],
  E602_BLOB_NOT_FOUND: ["Die Knoten haben diese Datei nicht.", "Versuchen Sie es später noch einmal."],
  E603_STORAGE_TIMEOUT: ["Der Speicher hat nicht rechtzeitig geantwortet.", "Versuchen Sie es noch einmal."],
  E604_WRONG_BLOCK: [
    "Ein Knoten antwortete mit anderen Bytes, als verlangt waren.",
    "Verwenden Sie ihn nicht: er ist defekt oder lügt.",
  ],
  E605_BLOB_TOO_LARGE: [
    "Die gespeicherte Datei ist größer, als sie sein darf.",
    "Ihr Absender hat sie so gemacht; lassen Sie diesen Fall.",
  ],
  E606_UNSUPPORTED_CID: [
    "Diese Inhaltskennung ist hier nicht zu gebrauchen.",
    "Melden Sie den Fall: sein Absender hat sie so gemacht.",
  ],
  E607_NOT_A_FILE: [
    "Die gespeicherten Blöcke ergeben keine Datei.",
    "Ihr Absender hat sie so gemacht; lassen Sie diesen Fall.",
  ],
  E608_WRONG_CID: [
    "Der Speicher legte die Datei unter einer anderen Kennung ab.",
    "Versuchen Sie es über den anderen Knoten.",
  ],
  E609_STORAGE_REFUSED: ["Der Speicher hat abgelehnt.", "Versuchen Sie es später, oder über den anderen Knoten."],
  E610_WRONG_OFFSET: [
    "Das Hochladen ging an einer anderen Stelle weiter, als der Knoten erwartet.",
    "Versuchen Sie es noch einmal; es geht weiter, wo es war.",
  ],
  E611_TOO_MANY_UPLOADS: ["Bei diesem Knoten wird gerade zu viel hochgeladen.", "Versuchen Sie es in einigen Minuten."],
  E612_OTHER_CONTENT: ["Das Hochgeladene ist nicht das, was angekündigt war.", "Laden Sie es von vorn hoch."],
  E613_UPLOAD_REFUSED: [
    "Ein Knoten hat das Hochladen abgelehnt.",
    "Versuchen Sie es später, oder über den anderen Knoten.",
  ],
  E700_INTERNAL: ["Im Inneren ging etwas schief.", "Laden Sie die Seite neu: was Sie getan haben, ist aufgehoben."],
  E701_FOREIGN: [
    "Diese Anfrage kommt von einer fremden Seite.",
    "Rufen Sie die Anwendung unter ihrer eigenen Adresse auf.",
  ],
  E702_NOT_FOUND: ["Das gibt es hier nicht.", "Beginnen Sie auf der ersten Seite."],
  E703_PAYMENT_REQUIRED: [
    "Dieses Konto hat keinen Zugang zu diesem Datensatz gekauft.",
    "Kaufen Sie den Zugang, dann versuchen Sie es noch einmal.",
  ],
  E704_NOT_ENTITLED: [
    "Die Anfrage ist nicht von dem Konto unterschrieben, das sie nennt, oder abgelaufen.",
    "Unterschreiben Sie sie noch einmal.",
  ],
  E707_RATE_LIMIT: ["Zu viele Anfragen in kurzer Zeit.", "Warten Sie eine Minute."],
  E711_NOT_JSON: ["Hier wird nur JSON angenommen.", "Laden Sie die Seite neu."],
};
