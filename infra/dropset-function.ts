import { type Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Role } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import { bundleOf, type Step } from "./bundles.ts";
import { serviceOfThisAccount } from "./grants.ts";

export interface DropsetFunctionProps {
  readonly step: Step;
  readonly description: string;
  readonly timeout: Duration;
  readonly memoryMb: number;
  readonly environment: Record<string, string>;
  readonly logDays: RetentionDays;
  /** Encrypts the logs; undefined for AWS's own keys. */
  readonly key: IKey | undefined;
  /** Flags for Node, beside those that all of them run with. */
  readonly nodeOptions?: string;
}

/** One of our functions, bundled; it may do nothing but write its own log and traces until it is granted more. */
export class DropsetFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: DropsetFunctionProps) {
    const { step, description, timeout, memoryMb, environment, logDays, key, nodeOptions = "" } = props;
    const parts = new Construct(scope, `${id}Parts`);
    const logGroup = new LogGroup(parts, "Log", {
      retention: logDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key && { encryptionKey: key }),
    });
    const role = new Role(parts, "Role", { assumedBy: serviceOfThisAccount(scope, "lambda.amazonaws.com") });
    logGroup.grantWrite(role);

    super(scope, id, {
      description,
      timeout,
      code: Code.fromAsset(bundleOf(step)),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMb,
      role,
      logGroup,
      // Lambda itself says when an invocation began and how it went; the steps within it stand in the logs.
      tracing: Tracing.ACTIVE,
      environment: {
        ...environment,
        // Several stages in one account have metrics and alarms of their own.
        POWERTOOLS_SERVICE_NAME: Stack.of(scope).stackName,
        NODE_OPTIONS: `--enable-source-maps ${nodeOptions}`.trim(),
      },
    });
    acknowledge(role, { "AwsSolutions-IAM5[Resource::*]": "X-Ray's actions know no resources" });
  }
}
