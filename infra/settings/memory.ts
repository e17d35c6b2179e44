import * as z from "zod";

/** What a function can have, in MB. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const memoryMb = z.number().int().min(128).max(10_240);
