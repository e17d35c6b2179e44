/** How a failed state is retried: after `seconds`, then twice as long each time, up to `mostSeconds`. */
export interface RetryPace {
  readonly seconds: number;
  readonly retries: number;
  readonly mostSeconds: number;
}

/** How much longer each wait is than the one before it. */
export const RETRY_BACKOFF = 2;

// Lambda's own troubles are over in seconds.
const BLIP: RetryPace = { seconds: 1, retries: 6, mostSeconds: 30 };
// Lambda gives back the network interfaces of a function in a VPC that nobody called for weeks, and needs a minute or two for
// new ones. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
const NETWORK: RetryPace = { seconds: 20, retries: 8, mostSeconds: 120 };
// An outage: with jitter, retries for half an hour on average, and then a person should know.
const OUTAGE: RetryPace = { seconds: 5, retries: 12, mostSeconds: 600 };
// The service counts calls by the minute: an earlier retry only adds to them.
const THROTTLE: RetryPace = { seconds: 30, retries: 8, mostSeconds: 600 };
// A refused token is fixed by a person, or by a rotation that is under way.
const TOKEN: RetryPace = { seconds: 60, retries: 5, mostSeconds: 600 };

export interface RetryRule {
  /** The names of the errors, as the state machine sees them. */
  readonly errors: readonly string[];
  readonly pace: RetryPace;
}

/** What Lambda itself may fail with. https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html */
export const LAMBDA_RETRIES: readonly RetryRule[] = [
  {
    errors: [
      "Lambda.ServiceException",
      "Lambda.AWSLambdaException",
      "Lambda.SdkClientException",
      "Lambda.ClientExecutionTimeoutException",
      "Lambda.Unknown",
      "Sandbox.Timedout",
      "Runtime.ExitError",
      "States.Timeout",
    ],
    pace: BLIP,
  },
  {
    errors: [
      "Lambda.ResourceNotReadyException",
      "Lambda.EC2ThrottledException",
      "Lambda.EC2UnexpectedException",
      "Lambda.ENILimitReachedException",
      "Lambda.SubnetIPAddressLimitReachedException",
      "Lambda.ENINotReadyException",
    ],
    pace: NETWORK,
  },
  { errors: ["Lambda.TooManyRequestsException"], pace: THROTTLE },
];

/** What the storage and the topic may fail with. */
export const STORAGE_RETRIES: readonly RetryRule[] = [
  { errors: ["StorageUnavailable", "NoticeNotSent"], pace: OUTAGE },
];

/** The errors of datasets/errors.ts and errors.ts that are worth a retry. */
export const SERVICE_RETRIES: readonly RetryRule[] = [
  { errors: ["DatasetServiceThrottled"], pace: THROTTLE },
  {
    errors: ["DatasetServiceUnavailable", "UploadInterrupted", "StorageUnavailable", "TokenUnavailable"],
    pace: OUTAGE,
  },
  { errors: ["DatasetServiceTokenRefused", "TokenMissing", "TokenMalformed"], pace: TOKEN },
];

/**
 * The longest wait before a failed state is retried, in seconds; with jitter it may be shorter.
 *
 * @param error the name of the last error
 * @param tries how many tries failed
 * @returns null if no retry follows
 */
export function longestWait(error: string, tries: number): number | null {
  const rules = [...LAMBDA_RETRIES, ...SERVICE_RETRIES, ...STORAGE_RETRIES];
  const pace = rules.find(({ errors }) => errors.includes(error))?.pace;
  if (!pace || tries > pace.retries) return null;
  return Math.min(pace.mostSeconds, pace.seconds * RETRY_BACKOFF ** (tries - 1));
}
