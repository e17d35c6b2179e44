/** Of fewer texts in a column, what they have in common may be chance. */
export const FEW = 3;
