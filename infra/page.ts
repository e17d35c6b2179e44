import { Duration, Names, RemovalPolicy, Stack } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  type CfnRoute,
  type CfnStage,
  HttpApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { type CorsRule, HttpMethods } from "aws-cdk-lib/aws-s3";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { INCOMING_PREFIX, RESULTS_PREFIX, WORK_PREFIX } from "../functions/drops/drop.ts";
import { DROPPED_BY } from "../functions/drops/dropped-by.ts";
import { RECORD_INDEXES } from "../functions/drops/records/record-table.ts";
import { LONGEST_WAIT_SECONDS } from "../functions/page/longest-wait.ts";
import { acknowledge } from "./acknowledge.ts";
import type { DropBucket } from "./drop-bucket.ts";
import { DropsetFunction } from "./dropset-function.ts";
import {
  allow,
  allowListingDropVersions,
  allowReading,
  allowReadingDrops,
  allowTable,
  allowUploading,
  allowWriting,
} from "./grants.ts";
import { recordsEnvironment, type WrittenRecords } from "./records.ts";
import { pageVariables } from "./settings/environment.ts";
import type { PageSettings, Settings } from "./settings/settings.ts";

export interface PageProps {
  readonly page: PageSettings;
  readonly drops: DropBucket;
  readonly records: WrittenRecords;
  /** Drops on their way in, which are counted. */
  readonly queue: IQueue;
  /** Encrypts the logs; undefined for AWS's own keys. */
  readonly key: IKey | undefined;
  readonly settings: Settings;
}

/** What everybody gets: pages without anything on them, and how to sign in. */
const PUBLIC_ROUTES = [
  "/",
  "/drops/{id}",
  "/folders",
  "/folders/{path+}",
  "/rules",
  "/assets/{name}",
  "/sign-in.json",
] as const;

/** Waits until something changes. */
const CHANGES = "/api/changes";

/** A preflight's answer is good for so long: browsers ask again after two hours at most. */
const CORS_SECONDS = 3600;

/** The page: an HTTP API whose authorizer verifies everybody's token, and the function that answers. */
export class Page extends Construct {
  readonly api: HttpApi;
  readonly function: DropsetFunction;
  /** What the drop bucket must let browsers do that have the page open. */
  readonly bucketCors: CorsRule;

  constructor(scope: Construct, id: string, { page, drops, records, queue, key, settings }: PageProps) {
    super(scope, id);
    this.function = new DropsetFunction(this, "Function", {
      step: "page",
      description: "Serves the page and its API, and presigns uploads and downloads",
      // API Gateway waits for 30 seconds at most, whatever is set.
      timeout: Duration.seconds(29),
      memoryMb: page.memoryMb,
      settings,
      key,
      environment: {
        ...pageVariables({ ...settings, page }),
        BUCKET: drops.bucket.bucketName,
        DROP_QUEUE_URL: queue.queueUrl,
        ...recordsEnvironment(records),
      },
    });
    this.#allow(drops, records, queue);

    this.api = new HttpApi(this, "Api", {
      apiName: `${Stack.of(this).stackName}-Page`,
      description: "dropset's page",
      createDefaultStage: false,
    });
    const stage = this.#addStage(page, settings, key);
    const integration = new HttpLambdaIntegration("Integration", this.function, {
      timeout: Duration.seconds(29),
      // One permission for this API, in place of one for each route.
      scopePermissionToRoute: false,
    });
    const authorizer = new HttpJwtAuthorizer("Authorizer", page.issuer, { jwtAudience: [page.clientId] });
    for (const path of PUBLIC_ROUTES) {
      for (const route of this.api.addRoutes({ path, methods: [HttpMethod.GET], integration })) {
        acknowledge(route.node.defaultChild as CfnRoute, {
          "AwsSolutions-APIG4": "The page's own files and the way to sign in, which everybody needs before signing in",
        });
      }
    }
    this.api.addRoutes({ path: "/api/{path+}", methods: [HttpMethod.ANY], integration, authorizer });
    const waiting = this.api.addRoutes({ path: CHANGES, methods: [HttpMethod.GET], integration, authorizer });
    this.#limitWaiting(stage, page, waiting);

    this.bucketCors = {
      allowedOrigins: [this.api.apiEndpoint],
      allowedMethods: [HttpMethods.PUT, HttpMethods.GET],
      allowedHeaders: ["content-type", `x-amz-meta-${DROPPED_BY}`],
      exposedHeaders: ["ETag", "x-amz-version-id"],
      maxAge: CORS_SECONDS,
    };
    // The API does not depend on its function, which depends on the bucket: there is no circle.
    drops.allowBrowsers(this.bucketCors);
  }

  #allow(drops: DropBucket, { table }: WrittenRecords, queue: IQueue): void {
    const { bucket } = drops;
    allowReadingDrops(this.function, drops);
    allowReading(this.function, bucket, RESULTS_PREFIX);
    allowReading(this.function, bucket, WORK_PREFIX);
    allowWriting(this.function, bucket, WORK_PREFIX);
    // What it signs is done in its name.
    allowUploading(this.function, bucket, INCOMING_PREFIX);
    allowListingDropVersions(this.function, drops);
    allowTable(this.function, table, ["dynamodb:GetItem", "dynamodb:UpdateItem"]);
    for (const index of Object.keys(RECORD_INDEXES)) {
      allow(this.function, ["dynamodb:Query"], `${table.tableArn}/index/${index}`);
    }
    allow(this.function, ["sqs:GetQueueAttributes"], queue.queueArn);
  }

  /** An open page holds an invocation for as long as it waits: a limit of its own leaves the account's others to the pipeline. */
  #limitWaiting(stage: HttpStage, { throttle }: PageSettings, routes: readonly HttpRoute[]): void {
    const resource = stage.node.defaultChild as CfnStage;
    resource.routeSettings = {
      [`${HttpMethod.GET} ${CHANGES}`]: {
        ThrottlingBurstLimit: throttle.openPages,
        ThrottlingRateLimit: Math.max(1, throttle.openPages / LONGEST_WAIT_SECONDS),
      },
    };
    // API Gateway refuses settings of a route that is not there yet.
    resource.node.addDependency(...routes);
  }

  #addStage({ throttle }: PageSettings, { retention }: Settings, key: IKey | undefined): HttpStage {
    const log = new LogGroup(this, "AccessLog", {
      // Under this prefix, AWS lets the delivery in without an entry in the account's one log policy, which holds few.
      logGroupName: `/aws/vendedlogs/apis/${Names.uniqueResourceName(this, { maxLength: 200, separator: "-" })}`,
      retention: retention.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key && { encryptionKey: key }),
    });
    return new HttpStage(this, "Stage", {
      httpApi: this.api,
      stageName: "$default",
      autoDeploy: true,
      throttle: { rateLimit: throttle.perSecond, burstLimit: throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }
}

/** Who asked for what, and the answer: no header, so no token; and no query, which may hold what a file is searched for. */
const ACCESS_LOG = {
  time: "$context.requestTime",
  requestId: "$context.requestId",
  person: "$context.authorizer.claims.sub",
  address: "$context.identity.sourceIp",
  method: "$context.httpMethod",
  path: "$context.path",
  route: "$context.routeKey",
  status: "$context.status",
  bytes: "$context.responseLength",
  milliseconds: "$context.responseLatency",
  authorizerError: "$context.authorizer.error",
  integrationError: "$context.integrationErrorMessage",
};
