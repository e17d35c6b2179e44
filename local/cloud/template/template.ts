import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { ACCOUNT, REGION } from "../arns.ts";

const templateShape = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      Condition: z.string().optional(),
    }),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});

/** A CloudFormation template as CDK writes it. */
export type Template = z.infer<typeof templateShape>;

const manifestShape = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ type: z.string(), properties: z.object({ templateFile: z.string().optional() }).loose().optional() }),
  ),
});

/** Reads the one stack's template from a cloud assembly. */
export async function readTemplate(assembly: string): Promise<{ stackName: string; template: Template }> {
  const { artifacts } = manifestShape.parse(JSON.parse(await readFile(join(assembly, "manifest.json"), "utf8")));
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === "aws:cloudformation:stack");
  const [stack] = stacks;
  if (!stack || stacks.length > 1) throw new Error(`The embedded cloud runs one stack; the app has ${stacks.length}.`);
  const [stackName, { properties }] = stack;
  const file = join(assembly, properties?.templateFile ?? `${stackName}.template.json`);
  return { stackName, template: templateShape.parse(JSON.parse(await readFile(file, "utf8"))) };
}

/** What `Ref` and `Fn::GetAtt` answer for a resource: the value of `Ref`, and its attributes by name. */
export interface ResourceValues {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  "AWS::AccountId": ACCOUNT,
  "AWS::Partition": "aws",
  "AWS::Region": REGION,
  "AWS::URLSuffix": "amazonaws.com",
  "AWS::NoValue": "",
};

/** Resolves a template's intrinsic functions. An unknown one is an error with its name. */
export function resolverFor(values: ReadonlyMap<string, ResourceValues>, stackName: string) {
  const valuesOf = (id: string): ResourceValues => {
    const found = values.get(id);
    if (!found) throw new Error(`The template refers to ${id}, which the embedded cloud has no value for.`);
    return found;
  };

  const ref = (id: string): string => {
    if (id === "AWS::StackName") return stackName;
    return PSEUDO_PARAMETERS[id] ?? valuesOf(id).ref;
  };

  const attribute = (id: string, name: string): string => {
    const value = valuesOf(id).attributes[name];
    if (value === undefined)
      throw new Error(`The template uses ${id}.${name}, which the embedded cloud does not support.`);
    return value;
  };

  const functions: Record<string, (argument: unknown) => unknown> = {
    Ref: (argument) => ref(z.string().parse(argument)),
    "Fn::GetAtt": (argument) => attribute(...z.tuple([z.string(), z.string()]).parse(argument)),
    "Fn::Join": (argument) => {
      const [separator, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(argument);
      return parts.map((part) => z.string().parse(resolve(part))).join(separator);
    },
    "Fn::Select": (argument) => {
      const [index, list] = z.tuple([z.coerce.number(), z.unknown()]).parse(argument);
      return z.array(z.unknown()).parse(resolve(list))[index];
    },
    "Fn::Split": (argument) => {
      const [separator, text] = z.tuple([z.string(), z.unknown()]).parse(argument);
      return z.string().parse(resolve(text)).split(separator);
    },
    "Fn::Sub": (argument) =>
      z
        .string({ error: "only the one-string form of Fn::Sub is known here" })
        .parse(argument)
        .replace(/\$\{([^}]+)\}/g, (_, name: string) => {
          const [id = "", part] = name.split(".");
          return part === undefined ? ref(id) : attribute(id, part);
        }),
  };

  /** The same value with all intrinsic functions resolved. */
  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (only && entries.length === 1 && (only[0] === "Ref" || only[0].startsWith("Fn::"))) {
      const [name, argument] = only;
      const known = functions[name];
      if (!known) throw new Error(`The template uses ${name}, which the embedded cloud does not support.`);
      return known(argument);
    }
    return Object.fromEntries(entries.map(([name, part]) => [name, resolve(part)]));
  }

  return resolve;
}
