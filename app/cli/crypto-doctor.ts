import { Command, Option } from "commander";
import { loadModel, readCard, readMetrics } from "../zoo.ts";
import { dataCommand } from "./data.ts";
import { evidenceCommand } from "./evidence.ts";
import { extendCommand } from "./extend.ts";
import { inspectImage, inWords } from "./image-inspect.ts";
import { evaluateModel } from "./model-eval.ts";
import { importModel } from "./model-import.ts";
import { publishCommand } from "./model-publish.ts";
import { plainError } from "./plain-error.ts";
import { verifyCommand } from "./verify.ts";

/** The command line: data on stdout, everything else on stderr; exit 0 ok, 1 failure, 2 usage. */
const program = new Command("crypto-doctor").description(
  "Second opinions on brain MRI. Research software. Not cleared or CE-marked. Not for diagnosis.",
);
program.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const model = program.command("model").description("the networks that the nodes run");
model
  .command("eval")
  .description("score a model on a folder whose sub-folders are its labels")
  .addOption(
    new Option("--model <name>", "model from models/zoo, or a model folder")
      .env("CRYPTO_DOCTOR_MODEL")
      .default("lenet"),
  )
  .requiredOption("--dir <folder>", "pictures, one sub-folder per label")
  .option("--encrypted", "also read every picture under the two-party protocol")
  .option("--json", "print one line of JSON")
  .action(async (options: { model: string; dir: string; encrypted?: boolean; json?: boolean }) => {
    let shown = 0;
    const onProgress = (done: number, of: number) => {
      if (done < of && done - shown < 50) return;
      shown = done;
      process.stderr.write(`${done} of ${of} pictures\n`);
    };
    const { model: scored, ...figures } = await evaluateModel({
      model: loadModel(options.model),
      dir: options.dir,
      encrypted: options.encrypted,
      onProgress,
    });
    const result = { model: scored, ...figures };
    if (options.json) return void process.stdout.write(`${JSON.stringify(result)}\n`);
    process.stdout.write(`${scored.name} on ${options.dir}\n`);
    for (const [name, value] of Object.entries(figures))
      process.stdout.write(
        `${name.padEnd(18)} ${typeof value === "number" ? value.toFixed(4).replace(/\.0000$/, "") : JSON.stringify(value)}\n`,
      );
  });
model
  .command("import")
  .description("make a model folder of a network that another tool trained")
  .requiredOption("--from <file>", "an ONNX file, or a tfjs LayersModel's model.json")
  .requiredOption("--pictures <folder>", "pictures, one sub-folder per label, to choose the scales by")
  .requiredOption("--labels <list>", "the labels in the order of the network's outputs, separated by commas")
  .requiredOption("--name <name>", "the model's name")
  .requiredOption("--out <folder>", "where the model folder is written")
  .action(async (options: { from: string; pictures: string; labels: string; name: string; out: string }) => {
    const labels = options.labels.split(",");
    const { digest, pictures, rangeUsed } = await importModel({ ...options, file: options.from, labels });
    const used = `${(100 * rangeUsed).toFixed(0)} % of the range used on ${pictures} pictures`;
    process.stdout.write(`${options.name} ${digest}, ${used}\n`);
  });

model.addCommand(publishCommand());
program.addCommand(verifyCommand());
program.addCommand(evidenceCommand());
program.addCommand(extendCommand());
model
  .command("card")
  .description("what a model is for, what it saw, how good it is, and what it is not")
  .argument("<name>", "model from models/zoo, or a model folder")
  .option("--json", "print its figures and its run's record as one line of JSON")
  .action((name: string, { json }: { json?: boolean }) => {
    process.stdout.write(json ? `${JSON.stringify(readMetrics(name))}\n` : readCard(name));
  });

program.addCommand(dataCommand());

const image = program.command("image").description("the pictures that are sent");
image
  .command("inspect")
  .description("show what would go on of a picture, a volume or a series, and what would stay behind; sends nothing")
  .argument("<file...>", "JPEG, PNG, NIfTI, DICOM, a zip, or a folder with the files of one series")
  .option("--slice <n>", "axial slice, from 1, counted from the feet upward", Number)
  .addOption(new Option("--window <kind>", "grey window").choices(["robust", "stored"]).default("robust"))
  .addOption(new Option("--model <name>", "model whose input --out writes").env("CRYPTO_DOCTOR_MODEL").default("lenet"))
  .option("--out <png>", "write the model's input, as 16-bit grey")
  .option("--picture <png>", "write the picture that the doctors would see")
  .option("--json", "print one line of JSON")
  .action(async (files: string[], options) => {
    const { json, ...wanted } = options;
    const report = await inspectImage(files, wanted);
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : inWords(report));
  });

try {
  await program.parseAsync();
} catch (error) {
  const plain = plainError(error);
  if (!plain) throw error;
  process.stderr.write(`${plain.code}: ${plain.message}\nhint: ${plain.hint}\n`);
  process.exitCode = 1;
}
