import { type Duration, RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import {
  Architecture,
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  type RecursiveLoop,
  Runtime,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import { bundleOf, type Step } from "./bundles.ts";
import { serviceOfThisAccount } from "./grants.ts";
import { serviceNameOf } from "./service-name.ts";
import type { Settings } from "./settings/settings.ts";

export interface DropsetFunctionProps {
  readonly step: Step;
  readonly description: string;
  readonly timeout: Duration;
  readonly memoryMb: number;
  readonly environment: Record<string, string>;
  readonly settings: Settings;
  /** Encrypts the logs; undefined for AWS's own keys. */
  readonly key: IKey | undefined;
  /** Whether Lambda stops the function when its own messages invoke it again and again; by default, it does. */
  readonly recursiveLoop?: RecursiveLoop;
  /** Flags for Node, besides those that all of them run with. */
  readonly nodeOptions?: string;
}

// What Lambda itself does in the function's name. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
const NETWORK_INTERFACES = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
];

/** One of our functions, bundled; it may do nothing but write its own log and traces until it is granted more. */
export class DropsetFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: DropsetFunctionProps) {
    const { step, description, timeout, memoryMb, environment, settings, key, recursiveLoop, nodeOptions = "" } = props;
    const parts = new Construct(scope, `${id}Parts`);
    const logGroup = new LogGroup(parts, "Log", {
      retention: settings.retention.logDays,
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
      ...(recursiveLoop !== undefined && { recursiveLoop }),
      // Lambda itself says when an invocation began and how it went; the logs have the steps within it.
      tracing: Tracing.ACTIVE,
      environment: {
        ...environment,
        // Several stages in one account have metrics and alarms of their own.
        POWERTOOLS_SERVICE_NAME: serviceNameOf(scope),
        NODE_OPTIONS: `--enable-source-maps ${nodeOptions}`.trim(),
      },
    });
    if (settings.vpc) this.#placeIn(settings.vpc, role);
    acknowledge(role, {
      "AwsSolutions-IAM5[Resource::*]": "X-Ray's actions, and those on a VPC's network interfaces, know no resources",
    });
  }

  /** By ids alone, so that nothing of the account is looked up at synthesis. */
  #placeIn({ subnetIds, securityGroupIds }: NonNullable<Settings["vpc"]>, role: Role): void {
    const resource = this.node.defaultChild as CfnFunction;
    resource.vpcConfig = { subnetIds, securityGroupIds };
    // Before the function is created: Lambda tries them at once.
    role.addToPolicy(new PolicyStatement({ actions: NETWORK_INTERFACES, resources: ["*"] }));
  }
}
