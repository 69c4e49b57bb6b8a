package dev.merganser.recipes.rebasin;

/**
 * Where units stand in a tensor: unit u has the rows or columns {@code from + u · size} to before
 * {@code from + (u + 1) · size}. A vector is a matrix of one row.
 *
 * @param tensor its name
 * @param columns whether units are columns; rows otherwise
 */
record Axis(String tensor, boolean columns, int from, int size) {}
