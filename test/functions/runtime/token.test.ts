import { DEFAULT_PROVIDERS } from "@aws-lambda-powertools/parameters/base";
import { SecretsProvider } from "@aws-lambda-powertools/parameters/secrets";
import { SecretsManagerClient, SecretsManagerServiceException } from "@aws-sdk/client-secrets-manager";
import { afterEach, describe, expect, it, vi } from "vitest";
import { tokenFrom } from "../../../functions/runtime/token.ts";
import { answerCalls, NO_ACCOUNT } from "../aws-calls.ts";

const earlier = DEFAULT_PROVIDERS.secrets;
afterEach(() => {
  vi.useRealTimers();
  if (earlier === undefined) delete DEFAULT_PROVIDERS.secrets;
  else DEFAULT_PROVIDERS.secrets = earlier;
});

/** Reads a secret whose versions are these, one after the other. */
function secretOf(...versions: (object | Error)[]) {
  const awsSdkV3Client = new SecretsManagerClient(NO_ACCOUNT);
  const calls = answerCalls(awsSdkV3Client, () => {
    const version = versions.length > 1 ? versions.shift() : versions[0];
    if (version instanceof Error) throw version;
    return Object.assign({ $metadata: {} }, version);
  });
  DEFAULT_PROVIDERS.secrets = new SecretsProvider({ awsSdkV3Client });
  return { calls, readToken: tokenFrom("the-secret") };
}

describe("the token", () => {
  it("is read from its secret, without the line end after it", async () => {
    const { calls, readToken } = secretOf({ SecretString: "abc\n" });
    expect(await readToken({ fresh: false })).toBe("abc");
    expect(calls).toMatchObject([{ command: "GetSecretValue", input: { SecretId: "the-secret" } }]);
  });

  it("is kept for five minutes, unless a fresh one is needed", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 0 });
    const { calls, readToken } = secretOf({ SecretString: "one" }, { SecretString: "two" }, { SecretString: "three" });
    expect(await readToken({ fresh: false })).toBe("one");
    vi.setSystemTime(299_000);
    expect(await readToken({ fresh: false })).toBe("one");
    expect(await readToken({ fresh: true })).toBe("two");
    vi.setSystemTime(600_000);
    expect(await readToken({ fresh: false })).toBe("three");
    expect(calls).toHaveLength(3);
  });

  it.each([
    ["is empty", { SecretString: "" }],
    ["is only a line end", { SecretString: "\n" }],
    ["is binary", { SecretBinary: new Uint8Array([1]) }],
  ])("is missing where the secret %s", async (_, version) => {
    await expect(secretOf(version).readToken({ fresh: false })).rejects.toMatchObject({
      name: "TokenMissing",
      retryable: true,
      message: "The secret the-secret is empty; docs/deploy.md says how to fill it.",
    });
  });

  it.each(["ResourceNotFoundException", "InvalidRequestException", "AccessDeniedException", "DecryptionFailure"])(
    "is missing where the secret cannot be read until a person changes something: %s",
    async (name) => {
      const refused = new SecretsManagerServiceException({ name, $fault: "client", $metadata: {}, message: "arn:…" });
      await expect(secretOf(refused).readToken({ fresh: false })).rejects.toMatchObject({
        name: "TokenMissing",
        retryable: true,
        message: `The secret the-secret could not be read: ${name}.`,
        cause: expect.objectContaining({ message: expect.stringContaining("arn:…") }),
      });
    },
  );

  it.each([
    ["InternalServiceError", "server"],
    ["ThrottlingException", "client"],
    ["TimeoutError", null],
  ] as const)("is unavailable where Secrets Manager cannot be asked just now: %s", async (name, $fault) => {
    const failure = $fault
      ? new SecretsManagerServiceException({ name, $fault, $metadata: {}, message: "later" })
      : Object.assign(new Error("no answer"), { name });
    await expect(secretOf(failure).readToken({ fresh: false })).rejects.toMatchObject({
      name: "TokenUnavailable",
      retryable: true,
      message: `The secret the-secret could not be read just now: ${name}.`,
      cause: expect.objectContaining({ message: expect.stringContaining(failure.message) }),
    });
  });

  it("that no header can hold names its secret", async () => {
    await expect(secretOf({ SecretString: "a b" }).readToken({ fresh: false })).rejects.toMatchObject({
      name: "TokenMalformed",
      message: expect.stringContaining("the secret the-secret"),
    });
  });
});
