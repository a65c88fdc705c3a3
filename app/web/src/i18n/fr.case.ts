import type { CaseDictionary } from "./en.ts";

export const frCase: CaseDictionary = {
  "case.missing": "Cet appareil n'a pas ce dossier. Importez son fichier sur la page précédente.",
  "case.forget": "Oublier ce brouillon",
  "file.export": "Exporter le dossier",
  "file.text":
    "Un fichier chiffré avec tout ce que cet appareil garde du dossier. Choisissez une phrase secrète pour lui.",
  "file.save": "Enregistrer le fichier",
  "picture.title": "1. L'image",
  "picture.drop": "Déposez une image ici, ou choisissez un fichier",
  "picture.other": "Choisir une autre image",
  "picture.working": "Décodage…",
  "picture.kinds":
    "Une IRM de la tête : JPEG, PNG, NIfTI ou DICOM : un fichier, tous ceux d'une série, ou un zip de ceux-ci.",
  "picture.doctors": "Ce que les médecins verront",
  "picture.burnt":
    "Cherchez des lettres incrustées dans l'image : les médecins verraient les noms ou dates qu'elle porte.",
  "picture.offline": "L'image reste dans cet onglet. Vous pouvez vous déconnecter maintenant ; cela marche toujours.",
  "picture.unsure": "Ce n'est peut-être pas une IRM de la tête.",
  "picture.unsureText":
    "Le modèle ne connaît que l'IRM de la tête et devinerait pour tout le reste ; les médecins peuvent déclarer l'image inutilisable et sont payés pour l'avoir regardée. Ne continuez que si vous savez ce qu'elle montre.",
  "picture.useUnsure": "C'est une IRM de la tête : l'utiliser quand même",
  "picture.useSlice": "Utiliser la coupe {n}",
  "slice.most": "Coupe axiale {n} sur {of}, celle qui montre le plus de cerveau",
  "slice.at": "Coupe axiale {n} sur {of}",
  "slice.text":
    "Comptées des pieds vers le haut. La machine et les médecins voient une coupe et rien des autres : choisissez celle dont il s'agit.",
  "slice.closed": "Seule cette coupe est gardée. Choisissez à nouveau les fichiers pour en prendre une autre.",
  "warning.burnt": "L'image porte comme une ligne de lettres. Rien ne l'enlève : regardez si elle nomme quelqu'un.",
  "warning.orientation":
    "Le fichier ne dit pas comment le patient y est couché ; gauche et droite peuvent être inversées.",
  "warning.declared":
    "Le fichier dit que ses pixels portent une annotation. Rien ne l'enlève : regardez si elle nomme quelqu'un.",
  "warning.one":
    "Cette coupe a été choisie pour la part de cerveau qu'elle montre, non pour ce qui y est anormal. Parcourez les autres.",
  "deid.title":
    "Ce que contenaient les fichiers ({source}, fichiers : {files}) : {removed} sortes laissées, {kept} lues puis laissées",
  "deid.table": "Désidentification, élément par élément",
  "deid.what": "Élément",
  "deid.tag": "Étiquette",
  "deid.profile": "PS3.15",
  "deid.fate": "Ce qu'il devient",
  "deid.removed": "laissé, sans être lu",
  "deid.kept": "lu pour faire l'image, puis laissé",
  "deid.changedSlice": "une coupe, redressée, gris 8 bits, en PNG",
  "deid.changedPicture": "redressés, gris 8 bits, en PNG",
  "deid.text":
    "Seuls les pixels continuent. PS3.15 est la liste de la norme DICOM de ce qui identifie une personne ; la lettre est la mesure : X enlever, Z vider, D valeur fictive, U nouvel identifiant.",
  "consent.title": "2. Votre consentement",
  "consent.lead":
    "Rien n'est accepté avant que vous ne le cochiez. Les deux premiers font le dossier ; le troisième est libre.",
  "consent.reading": "Lecture automatique sous chiffrement",
  "consent.readingText":
    "Deux nœuds calculent sur des parts chiffrées l'avis d'un modèle. Ils apprennent sa confiance, jamais l'image ni l'avis. Les parts deviennent illisibles quand les nœuds changent de clés.",
  "consent.panel": "Lecture par {n} médecins",
  "consent.panelText":
    "Des médecins agréés tirés au sort par le contrat, et deux remplaçants au plus, voient l'image. Vous pouvez vous retirer jusqu'au tirage ; ce qu'un médecin a vu reste vu.",
  "consent.row": "Une ligne dans le jeu de données",
  "consent.rowText":
    "Le mois et le diagnostic, dans un lot mélangé, peuvent être vendus. Ni image, ni nom, ni numéro de dossier. Une fois publié, cela ne peut être repris.",
  "consent.download": "Enregistrer le consentement signé",
  "price.title": "3. Le prix",
  "price.maximum": "Prime maximale",
  "price.curve": "Prime selon la confiance du modèle : {most} à pile ou face, {least} à la certitude.",
  "price.axis": "confiance du modèle",
  "price.rule": "{total} sont consignés : la prime maximale et {fee} pour les nœuds. Ce qui ne sert pas revient.",
  "price.report": "Lecture du modèle avant",
  "price.commit": "Votes au plus tard",
  "price.reveal": "Résultat au plus tard",
  "price.refund":
    "Sans lecture à temps, le dossier continue à la prime maximale et les frais des nœuds reviennent. Sans majorité, les lecteurs reçoivent de petits frais et le reste vous revient.",
  "seal.title": "4. Partager, distribuer, chiffrer",
  "seal.lead":
    "Votre appareil partage l'image, fait les nombres aléatoires dont les nœuds ont besoin, et chiffre chaque partie pour son lecteur.",
  "seal.start": "Préparer le dossier",
  "seal.working": "Préparation…",
  "seal.wallet": "Connectez le portefeuille qui doit ouvrir le dossier.",
  "seal.encrypt": "{size} distribués et chiffrés en {seconds} s.",
  "seal.done": "{size} de texte chiffré sont prêts, pour le compte {account}. Rien n'a encore quitté cet appareil.",
  "open.title": "5. Envoyer et ouvrir",
  "open.lead": "Maintenant le texte chiffré va aux nœuds, et {total} sont consignés.",
  "open.start": "Envoyer et ouvrir le dossier",
  "open.otherAccount": "Ce dossier a été préparé pour le compte {account}. Connectez celui-là.",
  "ledger.title": "Ce qui a quitté cet appareil : {n} fichiers, {size}",
  "ledger.lead":
    "Chaque octet de ce dossier qui a été envoyé, à qui, et sous quel identifiant de contenu. Tout est chiffré.",
  "ledger.table": "Registre des envois",
  "ledger.what": "Quoi",
  "ledger.size": "Taille",
  "ledger.to": "À",
  "ledger.hash": "Identifiant de contenu",
  "ledger.at": "Quand",
  "ledger.ciphertext": "chiffré",
  "follow.title": "Avancement",
  "follow.escrow": "Consignation faite",
  "follow.reading": "Lu sous chiffrement",
  "follow.panel": "Médecins tirés au sort",
  "follow.commits": "Votes scellés",
  "follow.reveals": "Votes ouverts",
  "follow.settled": "Réglé",
  "follow.run": "{rounds} tours, {size} dans chaque sens, {ms} ms",
  "follow.until": "Cette étape finit",
  "follow.state": "État",
  "follow.bounty": "Prime",
  "follow.back": "Vous est revenu",
  "follow.push": "Faire avancer le dossier",
  "cancel.text":
    "Jusqu'à ce que les nœuds commencent, dans quelques blocs, vous pouvez reprendre le dossier. Dépôt et frais reviennent en entier.",
  "cancel.start": "Annuler le dossier",
  "follow.noQuorum":
    "Aucune réponse n'a réuni plus de la moitié du panel. Les lecteurs ont reçu leurs petits frais ; à partir du {date}, le reste peut vous être rendu.",
  "follow.overdue":
    "Le temps de cette étape est écoulé. Chacun peut faire avancer le dossier ; aucun argent n'est perdu.",
  "timeline.reading": "lecture",
  "timeline.commits": "votes scellés",
  "timeline.reveals": "ouverture",
  "timeline.over": "décidé",
  "timeline.seat": "Siège {n}",
  "timeline.label": "Ce que fit chaque siège, phase par phase.",
  "timeline.legend":
    "● scellé, ◆ ouvert, ⚑ signalé, ↻ remplacé, × nul ; chaque phase a la même largeur, quelle que fût sa durée.",
  "result.title": "Résultat",
  "result.waiting": "Les médecins n'ont pas encore décidé.",
  "result.doctors": "{n} médecins sur {of} sont d'accord : {label}",
  "result.model":
    "Le modèle suppose « {label} ». Parmi les dossiers auxquels il répond ainsi, environ {n} sur 10 sont justes ({percent} %).",
  "result.priced": "La prime que sa confiance a donnée.",
  "result.figures": "La qualité du modèle, avec intervalles à 95 %, par validation croisée sur des images publiques.",
  "result.calibration":
    "Combien de fois il avait raison, selon son assurance, par groupes d'autant d'images ; la ligne verticale est ce dossier.",
  "calibration.label": "Part de réponses justes, selon l'assurance :",
  "result.not":
    "Un avis sur une coupe, pas un diagnostic. Il ignore ce qui est hors de l'image. Montrez-le à un médecin qui vous connaît.",
  "result.fhir": "Enregistrer en rapport FHIR",
  "result.print": "Imprimer ou enregistrer en PDF",
  "figures.sensitivity": "Sensibilité",
  "figures.specificity": "Spécificité",
  "figures.accuracy": "Exactitude",
  "part.bundle": "Parts et clés pour le nœud {n}",
  "part.material": "Nombres aléatoires pour le nœud {n}, jeu {set}",
  "part.package": "Image pour les médecins",
  "part.record": "Clé de la ligne",
  "part.manifest": "Liste des parties",
  "extend.title": "Demander un autre panel",
  "extend.lead":
    "L'absence de majorité n'est pas forcément la fin : jusqu'au {date} vous pouvez demander un autre panel pour la même image. {left} de votre consignation restent. Trois panels au plus ; celui-ci serait le numéro {wave}.",
  "extend.stays": "Ce qui reste",
  "extend.staysText":
    "Le cas, son numéro et votre image sur cet appareil. Ce que les premiers lecteurs ont vu est vu, et ce qu'ils ont reçu est dépensé.",
  "extend.new": "Ce qui est nouveau",
  "extend.newText":
    "Tout le reste : parts, nombres aléatoires, clés et code des bulletins sont refaits, pour que personne ne puisse relier les deux votes. Les nœuds lisent à nouveau, pour {fee} ; le prix en découle. Votre consentement est signé à nouveau, car d'autres médecins verront l'image.",
  "extend.excluded": "Médecins qui ont déjà siégé et ne seront pas tirés à nouveau : {n}",
  "extend.price": "Le prix",
  "extend.rule":
    "{due} sont dus maintenant : la prime maximale {maximum} et {fee} pour les nœuds, moins {left} qui restent. Ce qui ne sert pas revient.",
  "extend.covered":
    "Rien n'est dû maintenant : {left} restent et couvrent la prime maximale {maximum} et {fee} pour les nœuds. {over} vous reviennent.",
  "extend.seal": "Préparer sur cet appareil",
  "extend.prepare": "Préparer pour un autre panel",
  "extend.send": "Envoyer et demander",
  "extend.start": "Envoyer et demander le panel",
  "timeline.earlier": "Le panel {n} ne s'est pas accordé.",
};
