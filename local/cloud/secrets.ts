import * as z from "zod";
import { arn } from "./arns.ts";
import { readInput, ServiceFailure } from "./gateway/json-protocol.ts";
import type { Resources } from "./template/resources.ts";

const byId = z.object({ SecretId: z.string() });
const putInput = byId.extend({ SecretString: z.string().min(1) });

/** Secrets Manager, as far as the stack needs it: its secret is read, and filled. */
export class Secrets {
  /** The values by the secrets' ARNs; undefined until one is put there. */
  readonly #values = new Map<string, string | undefined>();

  /** @param value what the template's secrets hold; empty for secrets without a value */
  constructor(resources: Resources, value: string) {
    for (const { name } of resources.ofType("AWS::SecretsManager::Secret")) {
      this.#values.set(arn("secretsmanager", `secret:${name}`), value || undefined);
    }
  }

  handle(operation: string, input: Record<string, unknown>): unknown {
    switch (operation) {
      case "GetSecretValue":
        return this.#get(readInput(byId, input).SecretId);
      case "PutSecretValue": {
        const { SecretId, SecretString } = readInput(putInput, input);
        this.#put(SecretId, SecretString);
        return describe(SecretId);
      }
      default:
        throw ServiceFailure.unknownOperation("Secrets Manager", operation);
    }
  }

  #put(id: string, value: string): void {
    if (!this.#values.has(id)) throw notFound("Secrets Manager can't find the specified secret.");
    this.#values.set(id, value);
  }

  #get(id: string) {
    if (!this.#values.has(id)) throw notFound("Secrets Manager can't find the specified secret.");
    const SecretString = this.#values.get(id);
    if (SecretString === undefined) {
      throw notFound("Secrets Manager can't find the specified secret value for staging label: AWSCURRENT");
    }
    return { ...describe(id), SecretString };
  }
}

function describe(id: string) {
  return { ARN: id, Name: id.slice(id.lastIndexOf(":") + 1), VersionStages: ["AWSCURRENT"] };
}

function notFound(message: string): ServiceFailure {
  return new ServiceFailure(400, "ResourceNotFoundException", message);
}
