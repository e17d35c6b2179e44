declare module "dynalite" {
  import type { Server } from "node:http";

  /** DynamoDB on LevelDB: https://github.com/architect/dynalite */
  export default function dynalite(options: {
    /** The database's folder; in memory without it. */
    path?: string;
    /** How long a table stays in CREATING, in milliseconds. */
    createTableMs?: number;
  }): Server;
}
