import type { Errors } from "./explained.ts";

export const errors: Errors = {
  E101_EMPTY_FILE: ["Le fichier est vide.", "Choisissez une coupe d'IRM de la tête : JPEG, PNG, DICOM ou NIfTI."],
  E102_NOT_A_PICTURE: [
    "Le fichier n'est pas une image JPEG, PNG, DICOM ou NIfTI.",
    "Exportez une coupe ou une série depuis la visionneuse. Changer le nom ne change pas le contenu.",
  ],
  E103_TOO_MANY_BYTES: [
    "Le fichier est trop gros.",
    "Exportez la coupe dans sa propre résolution, en JPEG ou en PNG 8 bits.",
  ],
  E104_TOO_MANY_PIXELS: [
    "L'image a trop de pixels.",
    "Exportez la coupe dans sa propre résolution ; les coupes d'IRM dépassent rarement 1024 × 1024.",
  ],
  E105_TRUNCATED: ["Le fichier s'arrête avant la fin de l'image.", "Copiez-le ou exportez-le à nouveau."],
  E106_DAMAGED: ["Le fichier est abîmé et ne peut être décodé.", "Copiez-le ou exportez-le à nouveau."],
  E107_UNSUPPORTED_PICTURE: [
    "L'image utilise un procédé qui n'est pas lu ici.",
    "Exportez-la en JPEG simple, en PNG 8 bits ou en DICOM non compressé.",
  ],
  E108_TOO_SMALL: ["L'image est trop petite.", "Exportez la coupe dans sa propre résolution, pas en vignette."],
  E109_OUT_OF_RANGE: [
    "Une valeur d'entrée n'entre pas dans le calcul chiffré.",
    "Rechargez la page ; si cela persiste, prenez une autre image.",
  ],
  E110_MALFORMED: [
    "Un message n'a pas la forme qu'il doit avoir.",
    "Rechargez la page ; si cela persiste, la faute est à l'expéditeur.",
  ],
  E111_PADDING: [
    "Le remplissage d'un message scellé est faux.",
    "Récupérez-le à nouveau ; si cela persiste, la faute est à l'expéditeur.",
  ],
  E112_RECIPIENT: ["Ce n'est pas un destinataire age (X25519).", "Il commence par age1 et compte 62 caractères."],
  E113_UNKNOWN_LABEL: ["Ce n'est pas une des réponses de ce dossier.", "Choisissez-en une parmi celles proposées."],
  E114_LICENCE: [
    "Ce n'est pas une licence pour ce compte.",
    "Choisissez le fichier donné par l'ordre, et le compte qu'il nomme.",
  ],
  E115_CASE_FILE: ["Ce n'est pas un fichier de dossier.", "Choisissez un fichier exporté par cette page."],
  E116_KEY_FILE: [
    "Ce n'est pas le fichier de clé que ce compte a enregistré.",
    "Choisissez celui de l'inscription ; il commence par AGE-SECRET-KEY-1.",
  ],
  E117_OTHER_VERSION: [
    "Une autre version de ce programme a préparé ce dossier.",
    "La version qui l'a préparé peut le mener à son terme.",
  ],
  E118_OTHER_DEVICE: [
    "Cet appareil n'a pas les clés du panel actuel de ce cas.",
    "Ouvrez le cas là où ce panel a été demandé, ou importez le fichier exporté de là.",
  ],
  E119_SAMPLE: [
    "L'image d'exemple n'a pas pu être chargée.",
    "Connectez-vous au réseau et réessayez, ou choisissez un fichier à vous.",
  ],
  E120_LARGE_FILE: ["Le fichier est trop gros.", "Vérifiez que c'est le bon, ou choisissez-en moins à la fois."],
  E123_UNKNOWN_TRANSFORM: [
    "Le modèle demande une préparation que cette version ne connaît pas.",
    "Mettez l'application à jour, ou prenez un autre modèle.",
  ],
  E124_BAD_MODEL: [
    "La description du modèle ne correspond pas à celle de la chaîne.",
    "Prévenez l'exploitant ; choisissez un autre modèle.",
  ],
  E141_BAD_WEIGHTS: ["Les poids du modèle n'entrent pas dans le calcul.", "Prévenez l'exploitant du modèle."],
  E142_OUT_OF_RANGE: [
    "Le modèle ne peut lire cette image sous chiffrement ; rien n'a été envoyé.",
    "Prenez une autre coupe ou un autre modèle.",
  ],
  E150_MIXED_SERIES: [
    "Les fichiers n'appartiennent pas à une seule série de coupes parallèles.",
    "Choisissez les seuls fichiers d'une série axiale, sans images de repérage.",
  ],
  E151_NO_SUCH_SLICE: ["Le volume n'a pas cette coupe.", "Choisissez-en une parmi celles proposées."],
  E152_NOT_AXIAL: ["Le fichier ne contient pas de plan axial.", "Prenez une série axiale, ou le volume entier."],
  E153_NOT_HEAD_MR: [
    "Ce n'est pas une IRM de la tête.",
    "Prenez une coupe axiale d'IRM de la tête. Les modèles ne connaissent rien d'autre et devineraient.",
  ],
  E154_MAYBE_NOT_HEAD_MR: [
    "L'image n'est peut-être pas une IRM de la tête.",
    "Regardez-la encore. Si c'en est une, acceptez l'avertissement.",
  ],
  E155_TOO_MANY_FILES: ["Trop de fichiers à la fois.", "Choisissez les fichiers d'une série, pas tout un examen."],
  E156_SEVERAL_PICTURES: [
    "Il y a plusieurs fichiers, et ce ne sont pas ceux d'une série DICOM.",
    "Choisissez une image, un volume, ou les fichiers DICOM d'une série.",
  ],
  E157_NO_WEBGL2: [
    "Ce navigateur ne peut pas dessiner un volume : WebGL 2 manque ou est désactivé.",
    "Parcourez plutôt les coupes, ou activez l'accélération graphique dans les réglages du navigateur.",
  ],
  E158_NO_VIEWER: [
    "La visionneuse de volumes n'a pas pu être chargée.",
    "Elle vient de ce site à la première ouverture : connectez-vous et réessayez, ou parcourez les coupes.",
  ],
  E202_NOT_FOR_US: [
    "Un message scellé n'a pu être ouvert avec cette clé.",
    "Il était pour un autre destinataire, ou a été modifié en route.",
  ],
  E203_WRONG_KEY: ["Un paquet chiffré n'a pu être ouvert.", "Sa clé est fausse, ou il a été modifié en route."],
  E204_WRONG_HALF: [
    "Un nœud a donné une moitié de clé qui ne correspond pas au dossier.",
    "Signalez le dossier : la faute est au nœud, pas au patient.",
  ],
  E205_NOT_RELEASED: [
    "Le nœud ne donne pas sa moitié de clé.",
    "Réessayez dans quelques secondes ; si le siège a été accepté sur un autre appareil, prenez celui-là.",
  ],
  E206_DISHONEST_PACKAGE: [
    "Le paquet ne correspond pas à l'engagement du patient, ou pas à ce que la machine a lu.",
    "Signalez le dossier : vous n'y perdez rien.",
  ],
  E207_LOCAL_ONLY: [
    "L'argent d'essai et les licences de démonstration n'existent que sur le réseau local.",
    "Utilisez votre compte et votre licence.",
  ],
  E208_NO_OPENING: [
    "Ce qui ouvre ce vote n'est pas sur cet appareil, et la copie sur la chaîne ne se lit pas avec ce fichier de clé.",
    "Importez le fichier de clé qui était enregistré lors du vote.",
  ],
  E209_PASSPHRASE: ["Ce n'est pas la phrase secrète.", "Réessayez ; personne ne peut la réinitialiser."],
  E217_NO_AUTHENTICATOR: [
    "Rien ici ne peut garder une clé d'accès qui vérifie qui vous êtes.",
    "Prenez une empreinte, un visage, le verrouillage de l'écran ou une clé de sécurité avec code PIN ; la phrase secrète ouvre aussi le coffre.",
  ],
  E218_NO_NAME: [
    "Une clé d'accès appartient à un nom, et l'adresse de cette page est un nombre ou n'est pas sécurisée.",
    "Ouvrez la page par son nom en HTTPS, ou par localhost sur cette machine.",
  ],
  E219_NO_PRF: [
    "Cette clé d'accès prouve qui vous êtes, mais ne donne aucune clé qui puisse ouvrir un coffre.",
    "Prenez un autre authentificateur ou navigateur (WebAuthn avec PRF), ou gardez la phrase secrète.",
  ],
  E220_PASSKEY_KNOWN: [
    "Une clé d'accès de ce coffre s'y trouve déjà.",
    "Utilisez celle-là, ou supprimez-la d'abord ici.",
  ],
  E222_KEYS_ROTATED: [
    "Les nœuds ont changé de clés depuis que ceci a été scellé.",
    "Rien n'a été payé. Créez un nouveau dossier avec la même image.",
  ],
  E221_OTHER_PASSKEY: [
    "Cette clé d'accès n'ouvre pas ce coffre.",
    "Ouvrez-le avec la phrase secrète, puis supprimez la clé d'accès et ajoutez-la de nouveau.",
  ],
  E305_OUT_OF_MEMORY: [
    "La mémoire ne suffit pas pour ce réseau.",
    "Choisissez un modèle plus petit, ou fermez d'autres programmes.",
  ],
  E335_UNKNOWN_MODEL: ["Il n'y a pas de tel modèle sur cette chaîne.", "Choisissez-en un autre."],
  E413_WRONG_RELEASE: [
    "Un nœud a répondu avec une moitié qui n'est pas la sienne ou pas de ce dossier.",
    "Réessayez ; si cela persiste, la faute est au nœud.",
  ],
  E414_NO_ANSWER: ["Un nœud n'a pas répondu.", "Réessayez dans quelques secondes."],
  E415_NO_DATA_SERVICE: ["Le service des données ne répond pas.", "Réessayez dans une minute."],
  E502_NO_CASE: ["Ce dossier n'existe pas sur cette chaîne.", "Vérifiez le numéro."],
  E503_OTHER_CHAIN: [
    "Le portefeuille est sur une autre chaîne.",
    "Passez-le sur le réseau de cette page, puis réessayez.",
  ],
  E510_REVERTED: ["Le contrat a refusé.", "Regardez le dossier à nouveau : il a peut-être avancé."],
  "E510_REVERTED/TooEarly": [
    "Le contrat a refusé : il est trop tôt.",
    "Attendez le début de la phase ; le dossier dit quand.",
  ],
  "E510_REVERTED/TooLate": [
    "Le contrat a refusé : il est trop tard.",
    "La phase est finie ; regardez le dossier à nouveau.",
  ],
  "E510_REVERTED/WrongState": ["Le contrat a refusé : le dossier a avancé.", "Regardez-le à nouveau."],
  "E510_REVERTED/NotSeated": ["Le contrat a refusé : seul le médecin de ce siège le peut.", "Connectez son compte."],
  "E510_REVERTED/AlreadyVoted": ["Le contrat a refusé : ce vote est déjà scellé.", "Un vote scellé ne se change pas."],
  "E510_REVERTED/BountyTooSmall": [
    "Le contrat a refusé : la prime est trop petite.",
    "Offrez plus : le modèle fixe la paie minimale d'un siège.",
  ],
  "E510_REVERTED/ERC20InsufficientBalance": [
    "Le contrat a refusé : le compte n'a pas assez d'argent.",
    "Envoyez-lui davantage du jeton de paiement.",
  ],
  "E510_REVERTED/ERC20InsufficientAllowance": [
    "Le contrat a refusé : le permis est épuisé ou expiré.",
    "Signez-le à nouveau.",
  ],
  "E510_REVERTED/NewCasesArePaused": [
    "Le contrat ne prend pas de nouveaux dossiers en ce moment.",
    "Réessayez plus tard ; les dossiers ouverts continuent.",
  ],
  "E510_REVERTED/UnknownPair": [
    "Le contrat a refusé : cette paire de nœuds ne prend pas de nouveaux dossiers.",
    "Choisissez-en une autre.",
  ],
  "E510_REVERTED/UnknownModel": [
    "Le contrat a refusé : ce modèle ne prend pas de nouveaux dossiers.",
    "Choisissez-en un autre.",
  ],
  E511_TRANSACTION: [
    "La transaction n'est pas passée.",
    "Vérifiez que la chaîne répond et que le compte peut payer le gaz.",
  ],
  E520_TOKENS: [
    "Le compte n'a pas assez d'argent pour cela.",
    "Envoyez-lui ce qui manque ou, sur le réseau local, demandez l'argent d'essai.",
  ],
  E521_GAS: [
    "Le compte n'a pas de quoi payer le gaz.",
    "Envoyez-lui un peu de la monnaie de la chaîne ou, sur le réseau local, demandez l'argent d'essai.",
  ],
  E522_PHASE: ["Le dossier n'est pas dans cette phase.", "Regardez-le à nouveau : ses dates disent quand."],
  E530_NO_WAVE: [
    "Aucun autre panel ne peut être demandé dans ce cas maintenant.",
    "C'est possible après un vote sans majorité, pendant peu de temps et deux fois au plus.",
  ],
  E601_STORAGE_UNREACHABLE: [
    "Aucun nœud ne répond.",
    "Vérifiez votre connexion ; rien n'est perdu, et l'envoi reprend où il était.",
  ],
  E602_BLOB_NOT_FOUND: ["Les nœuds n'ont pas ce fichier.", "Réessayez plus tard."],
  E603_STORAGE_TIMEOUT: ["Le stockage n'a pas répondu à temps.", "Réessayez."],
  E604_WRONG_BLOCK: [
    "Un nœud a répondu d'autres octets que ceux demandés.",
    "Ne l'utilisez pas : il est en panne, ou il ment.",
  ],
  E605_BLOB_TOO_LARGE: [
    "Le fichier stocké est plus gros qu'il ne doit.",
    "Son auteur l'a fait ainsi ; laissez ce dossier.",
  ],
  E606_UNSUPPORTED_CID: [
    "Cet identifiant de contenu n'est pas utilisable ici.",
    "Signalez le dossier : son auteur l'a fait ainsi.",
  ],
  E607_NOT_A_FILE: [
    "Les blocs stockés ne forment pas un fichier.",
    "Leur auteur les a faits ainsi ; laissez ce dossier.",
  ],
  E608_WRONG_CID: ["Le stockage a rangé le fichier sous un autre identifiant.", "Réessayez par l'autre nœud."],
  E609_STORAGE_REFUSED: ["Le stockage a refusé.", "Réessayez plus tard, ou par l'autre nœud."],
  E610_WRONG_OFFSET: [
    "L'envoi a repris ailleurs que là où le nœud l'attendait.",
    "Réessayez ; il reprend où il était.",
  ],
  E611_TOO_MANY_UPLOADS: ["Trop d'envois sont en cours sur ce nœud.", "Réessayez dans quelques minutes."],
  E612_OTHER_CONTENT: ["Ce qui a été envoyé n'est pas ce qui était annoncé.", "Renvoyez-le depuis le début."],
  E613_UPLOAD_REFUSED: ["Un nœud a refusé l'envoi.", "Réessayez plus tard, ou par l'autre nœud."],
  E700_INTERNAL: [
    "Quelque chose n'a pas marché à l'intérieur.",
    "Rechargez la page : ce que vous avez fait est gardé.",
  ],
  E701_FOREIGN: ["Cette requête vient d'un site étranger.", "Ouvrez l'application à sa propre adresse."],
  E702_NOT_FOUND: ["Cela n'existe pas ici.", "Commencez par la première page."],
  E703_PAYMENT_REQUIRED: ["Ce compte n'a pas acheté l'accès à ce jeu de données.", "Achetez l'accès, puis réessayez."],
  E704_NOT_ENTITLED: [
    "La requête n'est pas signée par le compte qu'elle nomme, ou elle a expiré.",
    "Signez-la à nouveau.",
  ],
  E707_RATE_LIMIT: ["Trop de requêtes en peu de temps.", "Attendez une minute."],
  E711_NOT_JSON: ["Seul du JSON est accepté ici.", "Rechargez la page."],
};
