package dev.merganser.evaluators.gradient;

/**
 * The gradient of a table that is read by row: row {@code r} of {@code rows} belongs to row {@code
 * indices[r]} of the table. Rows of one index add up.
 *
 * @param indices output of the gradient graph; int64 or int32 of any shape, negative ones count
 *     from the end
 * @param rows output of the gradient graph; the shape of the indices, followed by the table's
 *     dimensions without the first
 */
record RowGradient(String indices, String rows) {}
