/** What one upload carries at most, in bytes: S3's limit for a single PUT. */
export const LARGEST_FILE = 5 * 1024 ** 3;
