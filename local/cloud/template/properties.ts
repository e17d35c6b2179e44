import * as z from "zod";

// Every supported property is listed here, either as run or as having no meaning on one machine. Any other property stops
// the start, instead of being ignored silently.

/** Said by the template and of no meaning on one machine. */
const ignored = z.unknown().optional();

const corsRule = z.strictObject({
  AllowedHeaders: z.array(z.string()).optional(),
  AllowedMethods: z.array(z.enum(["GET", "HEAD", "PUT", "POST", "DELETE"])),
  AllowedOrigins: z.array(z.string()),
  ExposedHeaders: z.array(z.string()).optional(),
  Id: ignored,
  MaxAge: z.number().optional(),
});

const bucket = z.strictObject({
  BucketEncryption: ignored,
  CorsConfiguration: z.strictObject({ CorsRules: z.array(corsRule) }).optional(),
  LifecycleConfiguration: ignored,
  OwnershipControls: ignored,
  PublicAccessBlockConfiguration: ignored,
  Tags: ignored,
  VersioningConfiguration: z.strictObject({ Status: z.enum(["Enabled", "Suspended"]) }).optional(),
});

const notifications = z.strictObject({
  ServiceToken: ignored,
  BucketName: z.string(),
  Managed: ignored,
  SkipDestinationValidation: ignored,
  NotificationConfiguration: z.strictObject({
    QueueConfigurations: z.array(
      z.strictObject({
        Events: z.array(z.literal("s3:ObjectCreated:*")),
        QueueArn: z.string(),
        Filter: z.strictObject({
          Key: z.strictObject({
            FilterRules: z.array(z.strictObject({ Name: z.literal("prefix"), Value: z.string() })),
          }),
        }),
      }),
    ),
  }),
});

const queue = z.strictObject({
  MessageRetentionPeriod: z.number().optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
  SqsManagedSseEnabled: ignored,
  KmsMasterKeyId: ignored,
  VisibilityTimeout: z.number().optional(),
  Tags: ignored,
});

const lambdaFunction = z.strictObject({
  Architectures: ignored,
  Code: z.strictObject({ S3Bucket: ignored, S3Key: z.string() }),
  Description: ignored,
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
  Handler: z.string(),
  LoggingConfig: ignored,
  MemorySize: z.number(),
  // Nothing here looks for loops.
  RecursiveLoop: ignored,
  Role: ignored,
  Runtime: z.literal("nodejs24.x"),
  Tags: ignored,
  Timeout: z.number(),
  TracingConfig: ignored,
  // One machine has one network.
  VpcConfig: ignored,
});

const eventSourceMapping = z.strictObject({
  BatchSize: z.number(),
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  FunctionResponseTypes: z.tuple([z.literal("ReportBatchItemFailures")]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.number() }).optional(),
  Tags: ignored,
});

const stateMachine = z.strictObject({
  DefinitionString: z.string(),
  EncryptionConfiguration: ignored,
  LoggingConfiguration: ignored,
  RoleArn: ignored,
  StateMachineType: z.literal("STANDARD"),
  Tags: ignored,
  TracingConfiguration: ignored,
});

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }));

const table = z.strictObject({
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) })),
  BillingMode: z.literal("PAY_PER_REQUEST"),
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.strictObject({
          ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .optional(),
  KeySchema: keySchema,
  PointInTimeRecoverySpecification: ignored,
  SSESpecification: ignored,
  Tags: ignored,
  // Powertools checks the expiry itself, so expired items need not be deleted.
  TimeToLiveSpecification: ignored,
});

const topic = z.strictObject({ DisplayName: z.string().optional(), KmsMasterKeyId: ignored, Tags: ignored });

/** The only supported kind of rule: objects created below a prefix, sent to queues. */
const eventRule = z.strictObject({
  Description: ignored,
  EventPattern: z.strictObject({
    source: z.tuple([z.literal("aws.s3")]),
    "detail-type": z.tuple([z.literal("Object Created")]),
    detail: z.strictObject({
      bucket: z.strictObject({ name: z.array(z.string()) }),
      object: z.strictObject({ key: z.tuple([z.strictObject({ prefix: z.string() })]) }),
    }),
  }),
  State: z.literal("ENABLED"),
  Targets: z.array(
    z.strictObject({
      Arn: z.string(),
      DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
      Id: z.string(),
    }),
  ),
});

const api = z.strictObject({
  Description: ignored,
  DisableExecuteApiEndpoint: z.literal(false).optional(),
  Name: ignored,
  ProtocolType: z.literal("HTTP"),
  Tags: ignored,
});

const route = z.strictObject({
  ApiId: ignored,
  AuthorizationScopes: z.array(z.string()).optional(),
  AuthorizationType: z.enum(["NONE", "JWT"]).optional(),
  AuthorizerId: z.string().optional(),
  OperationName: ignored,
  RouteKey: z.string().regex(/^(\$default|[A-Z]+ \/.*)$/),
  Target: z.string(),
});

const integration = z.strictObject({
  ApiId: ignored,
  Description: ignored,
  IntegrationMethod: ignored,
  IntegrationType: z.literal("AWS_PROXY"),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal("2.0"),
  TimeoutInMillis: z.number().optional(),
});

const stage = z.strictObject({
  AccessLogSettings: ignored,
  ApiId: ignored,
  AutoDeploy: z.literal(true),
  // Throttling and metrics.
  DefaultRouteSettings: ignored,
  Description: ignored,
  RouteSettings: ignored,
  StageName: z.literal("$default"),
  Tags: ignored,
});

const authorizer = z.strictObject({
  ApiId: ignored,
  AuthorizerType: z.literal("JWT"),
  IdentitySource: z.tuple([z.literal("$request.header.Authorization")]),
  JwtConfiguration: z.strictObject({ Audience: z.array(z.string()), Issuer: z.string() }),
  Name: ignored,
});

const secret = z.strictObject({ Description: ignored, KmsKeyId: ignored, Tags: ignored });

export const SCHEMAS = {
  "AWS::S3::Bucket": bucket,
  "Custom::S3BucketNotifications": notifications,
  "AWS::Events::Rule": eventRule,
  "AWS::SQS::Queue": queue,
  "AWS::Lambda::Function": lambdaFunction,
  "AWS::Lambda::EventSourceMapping": eventSourceMapping,
  "AWS::StepFunctions::StateMachine": stateMachine,
  "AWS::DynamoDB::Table": table,
  "AWS::SNS::Topic": topic,
  "AWS::SecretsManager::Secret": secret,
  "AWS::ApiGatewayV2::Api": api,
  "AWS::ApiGatewayV2::Route": route,
  "AWS::ApiGatewayV2::Integration": integration,
  "AWS::ApiGatewayV2::Stage": stage,
  "AWS::ApiGatewayV2::Authorizer": authorizer,
};

/** Resources of no effect on one machine, each with the reason. */
export const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  "AWS::CDK::Metadata": "describes how the template was made",
  "AWS::CloudWatch::Alarm": "nobody is on call for one machine",
  "AWS::CloudWatch::Dashboard": "metrics are in the functions' logs",
  "AWS::IAM::Policy": "permissions are held against the calls in the tests, and not enforced here",
  "AWS::IAM::Role": "permissions are held against the calls in the tests, and not enforced here",
  "AWS::KMS::Key": "nothing is encrypted on one machine",
  "AWS::Lambda::Permission": "permissions are not enforced here",
  "AWS::Logs::LogGroup": "logs go to files",
  "AWS::S3::BucketPolicy": "permissions are not enforced here",
  "AWS::SNS::Subscription": "the template's subscribers are people, and no mail is sent from one machine",
  "AWS::SNS::TopicPolicy": "permissions are not enforced here",
  "AWS::SQS::QueuePolicy": "permissions are not enforced here",
};
