import * as z from "zod";
import { ACCOUNT, arn } from "../arns.ts";
import { apiAddress, QUEUE_HOST } from "../queues/local-addresses.ts";
import { SCHEMAS, WITHOUT_EFFECT } from "./properties.ts";
import { type ResourceValues, resolverFor, type Template } from "./template.ts";

type Schemas = typeof SCHEMAS;
export type ResourceType = keyof Schemas;
export type PropertiesOf<T extends ResourceType> = z.infer<Schemas[T]>;

export interface Resource<T extends ResourceType = ResourceType> {
  readonly id: string;
  /** Its physical name. */
  readonly name: string;
  readonly properties: PropertiesOf<T>;
}

/** The template's resources, resolved and checked, and its outputs. */
export interface Resources {
  ofType<T extends ResourceType>(type: T): Resource<T>[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Any other part of the template, with its references resolved. */
  resolve(part: unknown): unknown;
}

/** CDK's own function for `Custom::S3BucketNotifications`; here the notifications are run directly. */
const NOTIFICATIONS_HANDLER = /^BucketNotificationsHandler/;

/**
 * Resolves the template for the embedded cloud.
 *
 * @throws {Error} names every resource and property that the embedded cloud cannot run
 */
export function readResources(template: Template, stackName: string): Resources {
  const names = new Map<string, string>();
  const values = new Map<string, ResourceValues>();
  for (const [id, { Type }] of Object.entries(template.Resources)) {
    const name = physicalName(stackName, id, Type);
    names.set(id, name);
    values.set(id, valuesOf(Type, name));
  }
  const resolve = resolverFor(values, stackName);

  const found = new Map<ResourceType, Resource[]>();
  const problems: string[] = [];
  for (const [id, { Type, Properties, Condition }] of Object.entries(template.Resources)) {
    if (Type in WITHOUT_EFFECT || NOTIFICATIONS_HANDLER.test(id)) continue;
    if (!isKnown(Type)) {
      problems.push(`${id}: ${Type} is a resource that the embedded cloud cannot run`);
      continue;
    }
    if (Condition) problems.push(`${id}: the embedded cloud cannot evaluate its condition ${Condition}`);
    const read = SCHEMAS[Type].safeParse(resolve(Properties));
    if (!read.success) {
      problems.push(...read.error.issues.map((issue) => `${id} (${Type}) ${issue.path.join(".")}: ${issue.message}`));
      continue;
    }
    const resource = { id, name: names.get(id) ?? id, properties: read.data } as Resource;
    found.set(Type, [...(found.get(Type) ?? []), resource]);
  }
  if (problems.length > 0) {
    throw new Error(`The embedded cloud cannot run this template:\n${problems.map((p) => `  ${p}`).join("\n")}`);
  }

  return {
    resolve,
    // The map only has values of each type's schema under that type.
    ofType: <T extends ResourceType>(type: T) => (found.get(type) ?? []) as unknown as Resource<T>[],
    outputs: Object.fromEntries(
      Object.entries(template.Outputs).map(([id, { Value }]) => [id, z.string().parse(resolve(Value))]),
    ),
  };
}

function isKnown(type: string): type is ResourceType {
  return type in SCHEMAS;
}

/** As CloudFormation names a resource, but for the random end: a restart must find the same one. */
function physicalName(stackName: string, id: string, type: string): string {
  const name = `${stackName}-${id.replace(/[0-9A-F]{8}$/, "")}`;
  // Both are parts of a host's name.
  return type === "AWS::S3::Bucket" || type === "AWS::ApiGatewayV2::Api" ? name.toLowerCase() : name;
}

function valuesOf(type: string, name: string): ResourceValues {
  switch (type) {
    case "AWS::S3::Bucket":
      return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
    case "AWS::SQS::Queue":
      return { ref: `${QUEUE_HOST}/${ACCOUNT}/${name}`, attributes: { Arn: arn("sqs", name), QueueName: name } };
    case "AWS::Lambda::Function":
      return { ref: name, attributes: { Arn: arn("lambda", `function:${name}`) } };
    case "AWS::StepFunctions::StateMachine":
      return {
        ref: arn("states", `stateMachine:${name}`),
        attributes: { Arn: arn("states", `stateMachine:${name}`), Name: name },
      };
    case "AWS::DynamoDB::Table":
      return { ref: name, attributes: { Arn: arn("dynamodb", `table/${name}`) } };
    case "AWS::Events::Rule":
      return { ref: name, attributes: { Arn: arn("events", `rule/${name}`) } };
    case "AWS::KMS::Key":
      return { ref: name, attributes: { Arn: arn("kms", `key/${name}`) } };
    case "AWS::SNS::Topic":
      return { ref: arn("sns", name), attributes: { TopicArn: arn("sns", name), TopicName: name } };
    case "AWS::SecretsManager::Secret":
      return {
        ref: arn("secretsmanager", `secret:${name}`),
        attributes: { Id: arn("secretsmanager", `secret:${name}`) },
      };
    case "AWS::ApiGatewayV2::Api":
      return {
        ref: name,
        attributes: { ApiId: name, ApiEndpoint: apiAddress(name) },
      };
    case "AWS::ApiGatewayV2::Stage":
      return { ref: "$default", attributes: {} };
    default:
      return { ref: name, attributes: { Arn: `arn:aws:iam::000000000000:role/${name}` } };
  }
}
