import * as z from "zod/mini";
import { FINDING_CODES } from "./findings.ts";

/** How findings are treated, by their codes, where not by default: as a deployment's settings and the functions' environment have it. */
export const severitiesSchema = z.partialRecord(z.enum(FINDING_CODES), z.enum(["error", "warning", "off"]));
