import * as z from "zod";
import { memoryMb } from "./memory.ts";
import { isOrigin, isSafe } from "./urls.ts";

export const pageSettings = z.strictObject({
  /** The OpenID provider whose tokens are accepted: exactly the `issuer` in its configuration. */
  issuer: z
    .url({ protocol: /^https?$/ })
    .refine((value) => isSafe(value) && !/[?#\s]/.test(value), "An issuer has an https URL without ? and #"),
  /** The page's id at the provider: a public client with authorization code and PKCE. */
  clientId: z.string().regex(/^[!-~]{1,256}$/, "A client's id has no spaces"),
  /** The claim of the ID token that determines access. Default: `groups`. */
  claim: z
    .string()
    .regex(/^[!-~]{1,256}$/, "A claim's name has no spaces")
    .default("groups"),
  /** What the page asks the provider for. Default: `openid email profile`. */
  scope: z
    .string()
    .regex(/^(?:[!-~]+ )*openid(?: [!-~]+)*$/, 'Scopes with a space between them, "openid" among them')
    .default("openid email profile"),
  /** Who sees what: for each value of the claim, workspace ids, or `*` for everything, including drops without a workspace. */
  access: z
    .record(z.string().min(1), z.array(z.string().regex(/^(?:\*|[\w.-]{1,100})$/, "A workspace's id, or *")).min(1))
    .refine((access) => Object.keys(access).length > 0, "At least one value of the claim, such as a group's id"),
  /** Origins that the page calls to sign in, if the provider's endpoints are not on the issuer's host, such as `https://login.example.com`. */
  signInOrigins: z
    .array(z.string().refine(isOrigin, "An origin, such as https://login.example.com"))
    .max(10)
    .default([]),
  // Signing and listing need little. Showing a file's content means reading it, and more memory brings more processor and network.
  /** The memory of the function, in MB. Default: 512. */
  memoryMb: memoryMb.min(256).default(512),
  // An open page sends three requests a minute, and a user who browses a few a second. The limit keeps a flood from costing money.
  throttle: z
    .strictObject({
      /** How many requests are answered in a second, on average. Default: 50. */
      perSecond: z.number().positive().max(10_000).default(50),
      /** How many requests may arrive at once: loading the page takes about ten. Default: 200. */
      burst: z.number().int().positive().max(5_000).default(200),
      // Each holds an invocation while it waits for changes. An account may have a thousand at once, a new account ten.
      /** How many open pages may wait for changes at once, approximately; more see changes later. Default: 40. */
      openPages: z.number().int().positive().max(10_000).default(40),
    })
    .prefault({}),
});

/** The page's settings, with every default filled in. */
export type PageSettings = z.infer<typeof pageSettings>;
