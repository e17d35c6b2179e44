import { RemovalPolicy } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import type { IRule } from "aws-cdk-lib/aws-events";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { DropBucket } from "./drop-bucket.ts";
import { DropsetMetrics } from "./dropset-metrics.ts";
import { Encryption } from "./encryption.ts";
import { Ingest } from "./ingest.ts";
import { Ledger } from "./ledger.ts";
import { Monitoring } from "./monitoring.ts";
import { Notices } from "./notices.ts";
import { Page } from "./page.ts";
import { Publish } from "./publish.ts";
import { Records } from "./records.ts";
import { nameService } from "./service-name.ts";
import { readSettings, type Settings, type SettingsInput } from "./settings/settings.ts";
import { Token } from "./token.ts";

/** The construct's settings, each with its default: the same as stand under `dropset` in cdk.json. */
export interface DropsetProps extends SettingsInput {}

/**
 * The whole pipeline: a CSV dropped in its bucket becomes a READY dataset, or an answer that says what to fix.
 *
 * @example
 * const dropset = new Dropset(this, "Dropset", { defaultWorkspaceId: "6278acb09062db3b35bcbeb0" });
 * dropset.notices.addSubscription(new SqsSubscription(queue));
 */
export class Dropset extends Construct {
  /** Where files are dropped, below `incoming/`, and reports are written, below `results/`. */
  readonly bucket: IBucket;
  /** Receives a notice of every report. */
  readonly notices: ITopic;
  /** Receives alarms. */
  readonly alarms: ITopic;
  /** The publish state machine, with one execution for every drop. */
  readonly stateMachine: IStateMachine;
  /** Remembers what was done for each drop. */
  readonly ledger: ITable;
  /** How far each drop is, for people who ask. */
  readonly records: ITable;
  /** The dataset service's token. Made empty, to be filled by hand. */
  readonly token: ISecret;
  /** Drops on their way in. */
  readonly queue: IQueue;
  /** Events of drops whose retries all failed. */
  readonly deadLetters: IQueue;
  /** Ingests drops. */
  readonly ingest: IFunction;
  /** Brings an existing bucket's events to the queue; undefined where S3 itself does. */
  readonly bridge: IRule | undefined;
  /** Shows drops to people; undefined where the settings have no page. */
  readonly page: Page | undefined;
  /** Encrypts what is kept; undefined where AWS's own keys do. */
  readonly key: IKey | undefined;
  /** What the functions measure. */
  readonly metrics: DropsetMetrics;

  /** @throws {Error} names each setting that is wrong, what was given, and what is allowed */
  constructor(scope: Construct, id: string, props: DropsetProps = {}) {
    super(scope, id);
    nameService(this);
    const settings = readSettings(props);
    const removalPolicy = removalPolicyOf(settings);
    const { key } = new Encryption(this, "Encryption", { kmsKey: settings.kmsKey, removalPolicy });
    const { secret: token } = new Token(this, "Token", { key, removalPolicy });
    const { table: ledger } = new Ledger(this, "Ledger", { key, removalPolicy });
    const { table } = new Records(this, "Records", { key, removalPolicy });
    const records = { table, keptDays: settings.retention.resultDays };
    const { topic: notices } = new Notices(this, "Notices", { key, emails: settings.noticeEmails });

    const drops = new DropBucket(this, "Drops", { key, removalPolicy, settings });
    const publish = new Publish(this, "Publish", { drops, ledger, records, token, notices, key, settings });
    const { stateMachine } = publish;
    const ingest = new Ingest(this, "Ingest", { drops, ledger, records, token, stateMachine, key, settings });
    const bridge = drops.notify(ingest, settings);
    const page = settings.page
      ? new Page(this, "Page", { page: settings.page, drops, records, queue: ingest.queue, key, settings })
      : undefined;

    this.metrics = new DropsetMetrics(this);
    const { topic: alarms } = new Monitoring(this, "Monitoring", {
      ingest,
      publish,
      page,
      bridge,
      metrics: this.metrics,
      key,
      settings,
    });

    this.bucket = drops.bucket;
    this.notices = notices;
    this.alarms = alarms;
    this.stateMachine = stateMachine;
    this.ledger = ledger;
    this.records = table;
    this.token = token;
    this.queue = ingest.queue;
    this.deadLetters = ingest.deadLetters;
    this.ingest = ingest.function;
    this.bridge = bridge;
    this.page = page;
    this.key = key;
  }
}

/** What is kept when the stack is deleted is not kept where its creation fails: each try would leave another empty set. */
function removalPolicyOf({ removal }: Settings): RemovalPolicy {
  return removal === "destroy" ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}
