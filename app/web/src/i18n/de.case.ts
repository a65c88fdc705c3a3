import type { CaseDictionary } from "./en.ts";

export const deCase: CaseDictionary = {
  "case.missing": "Dieses Gerät hat keinen solchen Fall. Lesen Sie seine Datei auf der Seite davor ein.",
  "case.forget": "Diesen Entwurf vergessen",
  "file.export": "Fall ausführen",
  "file.text":
    "Eine verschlüsselte Datei mit allem, was dieses Gerät über den Fall aufhebt. Wählen Sie einen Passsatz dafür.",
  "file.save": "Datei speichern",
  "picture.title": "1. Das Bild",
  "picture.drop": "Bild hier ablegen oder Datei wählen",
  "picture.other": "Anderes Bild wählen",
  "picture.working": "Wird dekodiert …",
  "picture.kinds":
    "Ein MRT des Kopfes: JPEG, PNG, NIfTI oder DICOM: eine Datei, alle Dateien einer Serie oder ein Zip davon.",
  "picture.doctors": "Was die Ärzte sehen werden",
  "picture.burnt": "Achten Sie auf eingebrannte Buchstaben: Namen oder Daten im Bild würden die Ärzte sehen.",
  "picture.offline": "Das Bild bleibt in diesem Tab. Sie können jetzt die Verbindung trennen; es geht trotzdem.",
  "picture.unsure": "Das ist vielleicht kein MRT des Kopfes.",
  "picture.unsureText":
    "Das Modell kennt nur MRT des Kopfes und würde bei allem anderen raten; die Ärzte können das Bild unbrauchbar nennen und werden fürs Ansehen trotzdem bezahlt. Gehen Sie nur weiter, wenn Sie sicher sind, was es zeigt.",
  "picture.useUnsure": "Es ist ein MRT des Kopfes: trotzdem verwenden",
  "picture.useSlice": "Schicht {n} verwenden",
  "slice.most": "Axiale Schicht {n} von {of}, die mit dem meisten Gehirn",
  "slice.at": "Axiale Schicht {n} von {of}",
  "slice.text":
    "Von den Füßen aufwärts gezählt. Maschine und Ärzte sehen eine Schicht und nichts von den anderen: wählen Sie die, um die es geht.",
  "slice.closed": "Nur diese Schicht ist aufgehoben. Wählen Sie die Dateien noch einmal, um eine andere zu nehmen.",
  "warning.burnt":
    "Im Bild steht etwas wie eine Zeile Buchstaben. Nichts entfernt sie: sehen Sie nach, ob sie jemanden nennt.",
  "warning.orientation": "Die Datei sagt nicht, wie der Patient darin liegt; links und rechts können vertauscht sein.",
  "warning.declared":
    "Die Datei sagt, dass ihre Bildpunkte eine Beschriftung enthalten. Nichts entfernt sie: sehen Sie nach, ob sie jemanden nennt.",
  "warning.one":
    "Diese Schicht wurde danach gewählt, wie viel Gehirn sie zeigt, nicht danach, was darin nicht stimmt. Sehen Sie die anderen durch.",
  "deid.title":
    "Was die Dateien enthielten ({source}, Dateien: {files}): {removed} Arten zurückgelassen, {kept} gelesen und zurückgelassen",
  "deid.table": "De-Identifizierung, Element für Element",
  "deid.what": "Element",
  "deid.tag": "Tag",
  "deid.profile": "PS3.15",
  "deid.fate": "Was daraus wurde",
  "deid.removed": "ungelesen zurückgelassen",
  "deid.kept": "für das Bild gelesen, dann zurückgelassen",
  "deid.changedSlice": "eine Schicht, aufrecht, 8 Bit Grau, als PNG",
  "deid.changedPicture": "aufrecht, 8 Bit Grau, als PNG",
  "deid.text":
    "Nur Bildpunkte gehen weiter. PS3.15 ist die Liste des DICOM-Standards für alles, was jemanden erkennbar macht; der Buchstabe ist die Maßnahme: X entfernen, Z leeren, D Ersatzwert, U neue Kennung.",
  "consent.title": "2. Ihre Einwilligung",
  "consent.lead":
    "Nichts gilt, bevor Sie es ankreuzen. Die ersten beiden machen einen Fall aus; das dritte steht Ihnen frei.",
  "consent.reading": "Automatische Beurteilung unter Verschlüsselung",
  "consent.readingText":
    "Zwei Knoten berechnen auf verschlüsselten Anteilen, was ein Modell meint. Sie erfahren, wie sicher es ist, nie Bild oder Meinung. Die Anteile werden unlesbar, wenn die Knoten ihre Schlüssel wechseln.",
  "consent.panel": "Beurteilung durch {n} Ärzte",
  "consent.panelText":
    "Zugelassene Ärzte, die der Vertrag auslost, und höchstens zwei Nachrücker sehen das Bild. Bis zur Auslosung können Sie zurücktreten; was ein Arzt gesehen hat, bleibt gesehen.",
  "consent.row": "Eine Zeile im Datensatz",
  "consent.rowText":
    "Monat und Diagnose dürfen, in einem gemischten Paket, verkauft werden. Kein Bild, kein Name, keine Fallnummer. Einmal veröffentlicht, ist es nicht zurückzunehmen.",
  "consent.download": "Unterschriebene Einwilligung speichern",
  "price.title": "3. Der Preis",
  "price.maximum": "Höchste Belohnung",
  "price.curve": "Belohnung gegen die Sicherheit des Modells: {most} beim Münzwurf, {least} bei Gewissheit.",
  "price.axis": "Sicherheit des Modells",
  "price.rule":
    "{total} werden hinterlegt: die höchste Belohnung und {fee} für die Knoten. Was nicht gebraucht wird, kommt zurück.",
  "price.report": "Beurteilung des Modells bis",
  "price.commit": "Stimmen spätestens bis",
  "price.reveal": "Ergebnis spätestens bis",
  "price.refund":
    "Kommt keine Beurteilung rechtzeitig, geht der Fall mit der höchsten Belohnung weiter und die Gebühr der Knoten zurück. Ohne Mehrheit erhalten die Leser eine kleine Gebühr, der Rest kommt zu Ihnen zurück.",
  "seal.title": "4. Teilen, austeilen, verschlüsseln",
  "seal.lead":
    "Ihr Gerät teilt das Bild, erzeugt die Zufallszahlen, die die Knoten brauchen, und verschlüsselt jeden Teil für seinen Leser.",
  "seal.start": "Fall vorbereiten",
  "seal.working": "Wird vorbereitet …",
  "seal.wallet": "Verbinden Sie die Wallet, die den Fall eröffnen soll.",
  "seal.encrypt": "{size} in {seconds} s ausgeteilt und verschlüsselt.",
  "seal.done": "{size} Geheimtext liegen bereit, für das Konto {account}. Noch hat nichts dieses Gerät verlassen.",
  "open.title": "5. Senden und eröffnen",
  "open.lead": "Jetzt geht der Geheimtext zu den Knoten, und {total} werden hinterlegt.",
  "open.start": "Senden und Fall eröffnen",
  "open.otherAccount": "Dieser Fall wurde für das Konto {account} vorbereitet. Verbinden Sie dieses.",
  "ledger.title": "Was dieses Gerät verließ: {n} Dateien, {size}",
  "ledger.lead":
    "Jedes Byte dieses Falls, das gesendet wurde, an wen und unter welcher Inhaltskennung. Alles davon ist Geheimtext.",
  "ledger.table": "Verzeichnis des Gesendeten",
  "ledger.what": "Was",
  "ledger.size": "Größe",
  "ledger.to": "An",
  "ledger.hash": "Inhaltskennung",
  "ledger.at": "Wann",
  "ledger.ciphertext": "Geheimtext",
  "follow.title": "Verlauf",
  "follow.escrow": "Einlage steht",
  "follow.reading": "Unter Verschlüsselung gelesen",
  "follow.panel": "Ärzte ausgelost",
  "follow.commits": "Stimmen versiegelt",
  "follow.reveals": "Stimmen geöffnet",
  "follow.settled": "Abgerechnet",
  "follow.run": "{rounds} Runden, {size} je Richtung, {ms} ms",
  "follow.until": "Dieser Schritt endet",
  "follow.state": "Stand",
  "follow.bounty": "Belohnung",
  "follow.back": "Zu Ihnen zurück",
  "follow.push": "Fall weiterbewegen",
  "cancel.text":
    "Bis die Knoten in wenigen Blöcken anfangen, können Sie den Fall zurücknehmen. Einlage und Gebühr kommen ganz zurück.",
  "cancel.start": "Fall absagen",
  "follow.noQuorum":
    "Keine Antwort wurde von mehr als der Hälfte genannt. Die Leser erhielten ihre kleine Gebühr; ab {date} kann der Rest an Sie zurückgezahlt werden.",
  "follow.overdue":
    "Die Zeit dieses Schritts ist um. Jeder darf den Fall weiterbewegen; Geld geht dabei nicht verloren.",
  "timeline.reading": "Lesen",
  "timeline.commits": "Versiegeln",
  "timeline.reveals": "Öffnen",
  "timeline.over": "entschieden",
  "timeline.seat": "Sitz {n}",
  "timeline.label": "Was jeder Sitz tat, Abschnitt für Abschnitt.",
  "timeline.legend":
    "● versiegelt, ◆ geöffnet, ⚑ gemeldet, ↻ ersetzt, × ungültig; jeder Abschnitt ist gleich breit, wie lang er auch war.",
  "result.title": "Ergebnis",
  "result.waiting": "Die Ärzte haben noch nicht entschieden.",
  "result.doctors": "{n} von {of} Ärzten stimmen überein: {label}",
  "result.model":
    "Die Vermutung des Modells ist „{label}“. Von Fällen, die es so beantwortet, sind etwa {n} von 10 richtig ({percent} %).",
  "result.priced": "Welche Belohnung sich aus seiner Sicherheit ergab.",
  "result.figures": "Wie gut das Modell ist, mit 95-%-Intervallen, durch Kreuzvalidierung an öffentlichen Bildern.",
  "result.calibration":
    "Wie oft es recht hatte, nach seiner Sicherheit, in Gruppen gleich vieler Bilder; die senkrechte Linie ist dieser Fall.",
  "calibration.label": "Anteil richtig, nach Sicherheit:",
  "result.not":
    "Eine Meinung zu einer Schicht, keine Diagnose. Was außerhalb des Bildes liegt, ist ihr verborgen. Zeigen Sie sie einem Arzt, der Sie kennt.",
  "result.fhir": "Als FHIR-Bericht speichern",
  "result.print": "Drucken oder als PDF speichern",
  "figures.sensitivity": "Sensitivität",
  "figures.specificity": "Spezifität",
  "figures.accuracy": "Genauigkeit",
  "part.bundle": "Anteile und Schlüssel für Knoten {n}",
  "part.material": "Zufallszahlen für Knoten {n}, Satz {set}",
  "part.package": "Bild für die Ärzte",
  "part.record": "Schlüssel zur Zeile",
  "part.manifest": "Verzeichnis der Teile",
  "extend.title": "Ein weiteres Gremium fragen",
  "extend.lead":
    "Keine Mehrheit muss nicht das Ende sein: Bis {date} können Sie zu demselben Bild ein weiteres Gremium fragen. {left} Ihrer Einlage stehen noch. Höchstens drei Gremien insgesamt; dies wäre Nummer {wave}.",
  "extend.stays": "Was bleibt",
  "extend.staysText":
    "Der Fall, seine Nummer und Ihr Bild auf diesem Gerät. Was die ersten Leser sahen, ist gesehen, und was sie bekamen, ist ausgegeben.",
  "extend.new": "Was neu ist",
  "extend.newText":
    "Alles andere: Anteile, Zufallszahlen, Schlüssel und der Code der Stimmzettel werden neu gemacht, so dass niemand die beiden Abstimmungen verbinden kann. Die Knoten lesen noch einmal, für {fee}; daraus folgt der Preis. Ihre Einwilligung wird neu unterschrieben, denn andere Ärzte werden das Bild sehen.",
  "extend.excluded": "Ärzte, die schon dabei waren und nicht wieder gezogen werden: {n}",
  "extend.price": "Der Preis",
  "extend.rule":
    "{due} sind jetzt fällig: die höchste Belohnung {maximum} und {fee} für die Knoten, weniger {left}, die noch stehen. Was nicht gebraucht wird, kommt zurück.",
  "extend.covered":
    "Jetzt ist nichts fällig: {left} stehen noch und decken die höchste Belohnung {maximum} und {fee} für die Knoten. {over} kommen zu Ihnen zurück.",
  "extend.seal": "Auf diesem Gerät vorbereiten",
  "extend.prepare": "Für ein weiteres Gremium vorbereiten",
  "extend.send": "Senden und fragen",
  "extend.start": "Senden und das Gremium fragen",
  "timeline.earlier": "Gremium {n} war sich nicht einig.",
};
