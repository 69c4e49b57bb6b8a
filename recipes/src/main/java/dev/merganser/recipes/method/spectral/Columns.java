package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.tensor.Shape;

import java.util.Set;

/**
 * Which column an element of a tensor belongs to: the input of a linear layer, the token of a table
 * of embeddings.
 *
 * @param count number of columns
 * @param run consecutive elements of one column
 */
record Columns(int count, long run) {
    private static final Set<String> TABLES =
            Set.of("embed_tokens", "tok_embeddings", "wte", "wpe", "shared");

    /** The columns of a tensor of two dimensions or more. */
    static Columns of(MergeTensor tensor) {
        Shape shape = tensor.shape();
        long rows = shape.dims().getFirst();
        long rest = rows == 0 ? 0 : shape.elements() / rows;
        return shape.rank() == 2 && isTable(tensor.name())
                ? new Columns(Math.toIntExact(rows), rest)
                : new Columns(Math.toIntExact(rest), 1);
    }

    private static boolean isTable(String tensor) {
        String module = tensor.replaceFirst("\\.weight$", "");
        String last = module.substring(module.lastIndexOf('.') + 1);
        return TABLES.contains(last) || last.endsWith("embedding") || last.endsWith("embeddings");
    }

    /** The columns of consecutive elements. */
    int[] of(long from, int elements) {
        int[] columns = new int[elements];
        int column = (int) (from / run % count);
        long left = run - from % run;
        for (int i = 0; i < elements; i++) {
            if (left == 0) {
                left = run;
                column = column + 1 == count ? 0 : column + 1;
            }
            columns[i] = column;
            left--;
        }
        return columns;
    }
}
