/** The package's version, which the dataset service's operators see in their logs. A test holds it against package.json. */
export const VERSION = "0.1.0";
