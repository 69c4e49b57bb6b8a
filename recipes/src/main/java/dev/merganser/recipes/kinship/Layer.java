package dev.merganser.recipes.kinship;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The matrices of one layer in two models, by the part that they play. */
record Layer(String name, Map<Role, Matrix> matrices) {

    private static final int[] USUAL_HEAD_DIMS = {64, 128, 32, 80, 96, 256, 16, 8};

    Layer {
        matrices = Map.copyOf(matrices);
    }

    /** Two weights of this layer, the one with more inner dimensions first. */
    private record Two(Part more, Part fewer) {

        static Optional<Two> of(Optional<Part> one, Optional<Part> other) {
            if (one.isEmpty() || other.isEmpty()) {
                return Optional.empty();
            }
            boolean inOrder = one.get().count() >= other.get().count();
            var two = inOrder ? new Two(one.get(), other.get()) : new Two(other.get(), one.get());
            return two.fewer.count() > 0 && two.more.count() % two.fewer.count() == 0
                    ? Optional.of(two)
                    : Optional.empty();
        }

        /** The larger of the two cosines; the smaller where one is not to be had. */
        double direct() {
            return Math.max(more.cosine(), fewer.cosine());
        }

        Likeness product(int headDim) {
            return Product.sampled(product(true, headDim), product(false, headDim));
        }

        private Product product(boolean ofBase, int headDim) {
            return new Product(
                    more.factor(ofBase, more.count(), headDim),
                    fewer.factor(ofBase, more.count(), headDim));
        }

        /** Sizes that a head may have; any where no head serves several others. */
        IntStream headDims(OptionalInt known) {
            if (more.count() == fewer.count()) {
                return IntStream.of(1);
            }
            return (known.isPresent() ? known.stream() : IntStream.of(USUAL_HEAD_DIMS))
                    .filter(dim -> fewer.count() % dim == 0);
        }
    }

    /** The larger cosine of the two weights with those of the base, where this layer has them. */
    Optional<Double> direct(Pairing pairing) {
        return two(pairing).map(Two::direct).filter(Double::isFinite);
    }

    /** The cosine of their product with that of the base; the best where head sizes are guessed. */
    Optional<Double> product(Pairing pairing, OptionalInt headDim) {
        return two(pairing)
                .flatMap(
                        two ->
                                two.headDims(headDim)
                                        .mapToObj(dim -> two.product(dim).cosine())
                                        .filter(Double::isFinite)
                                        .max(Double::compare));
    }

    private Optional<Two> two(Pairing pairing) {
        return switch (pairing) {
            case QUERY_KEY -> Two.of(part(Role.QUERY), part(Role.KEY));
            case VALUE_OUTPUT -> Two.of(part(Role.VALUE), output());
            case UP_DOWN -> upDown();
        };
    }

    private Optional<Matrix> matrix(Role role) {
        return Optional.ofNullable(matrices.get(role)).filter(Matrix::isFactor);
    }

    private Optional<Part> part(Role role) {
        Optional<Part> own = matrix(role).map(matrix -> Part.whole(matrix, true));
        return own.or(() -> matrix(Role.FUSED_ATTENTION).flatMap(fused -> third(fused, role)));
    }

    /** Query, key and value stand one after the other; those two may have fewer heads. */
    private Optional<Part> third(Matrix fused, Role role) {
        boolean innerFirst = !isTransposed();
        int all = innerFirst ? fused.rows() : fused.columns();
        int query = output().map(Part::count).orElse(all / 3);
        int rest = (all - query) / 2;
        if (rest <= 0 || query + 2 * rest != all) {
            return Optional.empty();
        }
        return switch (role) {
            case QUERY -> Optional.of(new Part(fused, innerFirst, 0, query));
            case KEY -> Optional.of(new Part(fused, innerFirst, query, rest));
            default -> Optional.of(new Part(fused, innerFirst, query + rest, rest));
        };
    }

    /** Whether matrices are stored as [in, out], which GPT-2 does. */
    private boolean isTransposed() {
        return matrix(Role.FUSED_ATTENTION)
                .filter(fused -> fused.columns() == 3 * fused.rows())
                .isPresent();
    }

    private Optional<Part> output() {
        return matrix(Role.ATTENTION_OUTPUT).map(matrix -> Part.whole(matrix, isTransposed()));
    }

    /** The hidden units of an MLP are the longer side of its matrices, however they are stored. */
    private Optional<Two> upDown() {
        return Two.of(
                matrix(Role.UP).map(up -> Part.whole(up, up.rows() >= up.columns())),
                matrix(Role.DOWN).map(down -> Part.whole(down, down.rows() > down.columns())));
    }
}
