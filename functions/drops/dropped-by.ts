/** The object metadata that says who uploaded a file, in encoded words where it is not ASCII. */
export const DROPPED_BY = "dropped-by";
