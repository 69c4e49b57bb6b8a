package dev.merganser.recipes.align;

import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.model.NonFinite;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One tensor of the merged model and what it is made of. Safe for use by many threads. */
public sealed interface AlignedTensor {

    /** Name and shape of the merged tensor; its type before the recipe has its say. */
    TensorInfo info();

    /** A tensor in one model. */
    record Input(Source source, FloatTensor values) {}

    /** A tensor that is copied: integers, from the model that gives the merged one its tensors. */
    record Copied(Tensor tensor) implements AlignedTensor {
        @Override
        public TensorInfo info() {
            return tensor.info();
        }
    }

    /** A float tensor in all models of the merge. */
    final class Merged implements AlignedTensor {

        private final TensorInfo info;
        private final double position;
        private final int part;
        private final List<String> references;
        private final List<Input> models;
        private final Optional<Input> base;
        private final Set<Integer> leftOut;
        private volatile Equality equality = Equality.UNKNOWN;

        private enum Equality {
            UNKNOWN,
            EQUAL,
            DIFFERENT
        }

        /**
         * @param position where its layer stands, from 0 to 1
         * @param part number of the part of the recipe that says how it is merged
         * @param references what the recipe calls each model, also one that is left out
         * @param base empty where the method uses none
         * @param leftOut numbers of the models, from 0, that have no part in it: the base is there
         *     in their place
         */
        Merged(
                TensorInfo info,
                double position,
                int part,
                List<String> references,
                List<Input> models,
                Optional<Input> base,
                Set<Integer> leftOut) {
            this.info = info;
            this.position = position;
            this.part = part;
            this.references = List.copyOf(references);
            this.models = List.copyOf(models);
            this.base = base;
            this.leftOut = Set.copyOf(leftOut);
        }

        @Override
        public TensorInfo info() {
            return info;
        }

        public double position() {
            return position;
        }

        public int part() {
            return part;
        }

        /** What the recipe calls each model. */
        public List<String> references() {
            return references;
        }

        /** Numbers of the models, from 0, that have no part in this tensor. */
        public Set<Integer> leftOut() {
            return leftOut;
        }

        /** Types of this tensor in the models. */
        public List<DType> typesInModels() {
            return models.stream().map(input -> input.values().info().dtype()).toList();
        }

        /** Its type in the base. */
        public Optional<DType> typeInBase() {
            return base.map(input -> input.values().info().dtype());
        }

        /** What each model calls this tensor. */
        public List<String> namesInModels() {
            return models.stream().map(input -> input.values().info().name()).toList();
        }

        /** Decoded values of the models; {@code checked} ones refuse what is not finite. */
        public List<FloatSource> models(boolean checked) {
            return models.stream().map(input -> values(input, checked)).toList();
        }

        public Optional<FloatSource> base(boolean checked) {
            return base.map(input -> values(input, checked));
        }

        private static FloatSource values(Input input, boolean checked) {
            return checked
                    ? NonFinite.refusing(input.source(), input.values())
                    : input.values()::read;
        }

        /** The stored tensor that all inputs are, where they have the same type and bytes. */
        public Optional<Tensor> onlyInput() {
            return inputsAreEqual() ? first().values().stored() : Optional.empty();
        }

        /** The first input, the base if there is one. */
        private Input first() {
            return base.orElseGet(models::getFirst);
        }

        /** Looked at once. */
        private boolean inputsAreEqual() {
            if (equality == Equality.UNKNOWN) {
                Optional<Tensor> first = first().values().stored();
                boolean equal =
                        first.isPresent()
                                && inputs().skip(1).allMatch(input -> isSame(first.get(), input));
                equality = equal ? Equality.EQUAL : Equality.DIFFERENT;
            }
            return equality == Equality.EQUAL;
        }

        private static boolean isSame(Tensor first, Input input) {
            return input.values().stored().filter(tensor -> isSame(first, tensor)).isPresent();
        }

        private static boolean isSame(Tensor one, Tensor other) {
            return one.dtype() == other.dtype() && one.data().mismatch(other.data()) == -1;
        }

        /** All inputs, the base first. */
        public Stream<Input> inputs() {
            return Stream.concat(base.stream(), models.stream());
        }
    }
}
