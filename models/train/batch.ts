/**
 * Networks are trained on x / INPUT_SCALE; the export folds it into the first layer. No mean is taken off: zero stays
 * black, which is what a padded first layer pads with, and batch normalisation makes the rest equivalent.
 */
export const INPUT_SCALE = 0.3;
