package dev.merganser.recipes.tensor;

/**
 * The first rows and columns of a matrix.
 *
 * @param whole the matrix
 * @param info name and type of the matrix, and the shape that is left of it
 */
record CroppedFloats(FloatTensor whole, TensorInfo info) implements FloatTensor {

    CroppedFloats {
        Shape from = whole.info().shape();
        Shape to = info.shape();
        boolean fits = from.dims().size() == 2 && to.dims().size() == 2;
        for (int i = 0; fits && i < 2; i++) {
            fits = to.dims().get(i) <= from.dims().get(i);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "Tensor '%s' of %s must be a matrix with a part of %s"
                            .formatted(info.name(), from, to));
        }
    }

    @Override
    public void read(long from, float[] into, int count) {
        long columns = info.shape().dims().get(1);
        long stride = whole.info().shape().dims().get(1);
        float[] piece = new float[(int) Math.min(count, columns)];
        for (int done = 0; done < count; ) {
            long row = (from + done) / columns;
            long column = (from + done) % columns;
            int length = (int) Math.min(count - done, columns - column);
            whole.read(row * stride + column, piece, length);
            System.arraycopy(piece, 0, into, done, length);
            done += length;
        }
    }
}
