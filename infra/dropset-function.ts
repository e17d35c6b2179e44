import { fileURLToPath } from "node:url";
import { type Duration, RemovalPolicy } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat, SourceMapMode } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

export interface DropsetFunctionProps {
  /** The folder below `functions/` that holds its `handler.ts`. */
  readonly step: "ingest" | "upload" | "poll" | "report";
  readonly description: string;
  readonly timeout: Duration;
  readonly memoryMb: number;
  readonly environment: Record<string, string>;
}

const root = fileURLToPath(new URL("..", import.meta.url));

/** One of our functions, bundled; it may do nothing but write its own log until it is granted more. */
export class DropsetFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: DropsetFunctionProps) {
    const parts = new Construct(scope, `${id}Parts`);
    const logGroup = new LogGroup(parts, "Log", {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(parts, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    logGroup.grantWrite(role);

    super(scope, id, {
      description: props.description,
      entry: `${root}functions/${props.step}/handler.ts`,
      projectRoot: root,
      depsLockFilePath: `${root}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memoryMb,
      role,
      logGroup,
      environment: { ...props.environment, NODE_OPTIONS: "--enable-source-maps" },
      bundling: {
        format: OutputFormat.ESM,
        // Lambda's own copy of the SDK changes under us and is slower to load than what is bundled.
        externalModules: [],
        minify: true,
        sourceMap: true,
        sourceMapMode: SourceMapMode.DEFAULT,
        sourcesContent: false,
        target: "node24",
        // ES modules first: a third less of the SDK is bundled.
        mainFields: ["module", "main"],
        // What is still CommonJS asks for Node's modules by require, which an ES module doesn't have.
        banner: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
  }
}
