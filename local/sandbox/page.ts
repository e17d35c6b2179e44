import * as z from "zod";

/** Which part of a list is wanted. */
export interface Page {
  readonly offset: number;
  readonly limit: number;
}

const LARGEST_PAGE = 1000;
const USUAL_PAGE = 100;

/** A whole number in a query, only digits. */
const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, "A whole number is required.")
  .transform(Number);

export const pageQuery = z.object({
  offset: wholeNumber.optional().transform((offset) => offset ?? 0),
  limit: wholeNumber
    .refine((limit) => limit >= 1 && limit <= LARGEST_PAGE, `A limit of 1 to ${LARGEST_PAGE} is required.`)
    .optional()
    .transform((limit) => limit ?? USUAL_PAGE),
});

export const groupingQuery = pageQuery.extend({
  tasks_per_group: wholeNumber.refine((size) => size > 0, "A whole number above 0 is required.").optional(),
  seed: z.string().optional(),
});
