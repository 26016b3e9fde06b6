/** Beginnings that need the sentence before to be understood. */
export const POINTS_BACK =
  /^(it|its|this|these|those|that|they|their|he|his|she|her|such|however|but|and|also|then|therefore|instead|otherwise|in addition|for example|for instance)\b/i;
