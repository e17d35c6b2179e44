import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { BlockPublicAccess, Bucket, BucketEncryption, EventType, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { SqsDestination } from "aws-cdk-lib/aws-s3-notifications";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { INCOMING_PREFIX, WORK_PREFIX } from "../functions/drops/drop.ts";

/** Where people drop their files, and where the answers are written. Every version is kept, so that nothing dropped is lost. */
export class DropBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    this.bucket = new Bucket(this, "Bucket", {
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        // An execution ends within a day; a month leaves time to look into one that didn't.
        {
          id: "work",
          prefix: WORK_PREFIX,
          expiration: Duration.days(30),
          noncurrentVersionExpiration: Duration.days(1),
        },
        { id: "unfinished-uploads", abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
    });
  }

  /** Tells `queue` of every object below `incoming/`, whatever its ending: a wrong file type deserves an answer too. */
  notify(queue: IQueue): void {
    this.bucket.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(queue), { prefix: INCOMING_PREFIX });
  }
}
