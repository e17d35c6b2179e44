import { join } from "node:path";
import { type Duration, RemovalPolicy } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { bundleFunctions, type Step } from "./bundles.ts";

export interface DropsetFunctionProps {
  readonly step: Step;
  readonly description: string;
  readonly timeout: Duration;
  readonly memoryMb: number;
  readonly environment: Record<string, string>;
  /** Flags for Node, beside those that all of them run with. */
  readonly nodeOptions?: string;
}

let bundles: string | undefined;

/** One of our functions, bundled; it may do nothing but write its own log until it is granted more. */
export class DropsetFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, { step, memoryMb, nodeOptions = "", ...props }: DropsetFunctionProps) {
    const parts = new Construct(scope, `${id}Parts`);
    const logGroup = new LogGroup(parts, "Log", {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(parts, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    logGroup.grantWrite(role);
    bundles ??= bundleFunctions();

    super(scope, id, {
      ...props,
      code: Code.fromAsset(join(bundles, step)),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMb,
      role,
      logGroup,
      environment: { ...props.environment, NODE_OPTIONS: `--enable-source-maps ${nodeOptions}`.trim() },
    });
  }
}
