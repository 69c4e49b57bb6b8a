package dev.merganser.recipes.plan;

import dev.merganser.recipes.align.AlignedTensor;
import dev.merganser.recipes.checkpoint.TensorParts;
import dev.merganser.recipes.mask.MaskSource;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.StatisticsSource;
import dev.merganser.recipes.method.TensorMerge;
import dev.merganser.recipes.method.TensorwiseMethod;
import dev.merganser.recipes.parallel.Workers;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/** One tensor of the merged model, ready to be made. Safe for use by many threads. */
sealed interface PlannedTensor {

    /** The tensor as it is stored. */
    TensorInfo info();

    /** The bytes of a tensor that is copied. */
    static TensorParts parts(Tensor tensor) {
        int size = tensor.dtype().bytes();
        return (from, count, out) ->
                out.copyFrom(tensor.data().asSlice(from * size, (long) count * size));
    }

    /** A tensor that is taken over from the model that gives the merged one its tensors. */
    record Copied(Tensor tensor) implements PlannedTensor {
        @Override
        public TensorInfo info() {
            return tensor.info();
        }
    }

    /** A tensor of a merge that is carried out within this one, as that merge gives it. */
    record OfMerge(TensorInfo info, MergePlan merge, String name) implements PlannedTensor {}

    /** A float tensor that is merged with these arguments. */
    record Merged(
            TensorInfo info,
            AlignedTensor.Merged inputs,
            Arguments arguments,
            MaskSource masks,
            StatisticsSource statistics,
            List<String> modelNames)
            implements PlannedTensor {

        private static final int BLOCK = 1 << 12;
        private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

        /** Takes the next values of a tensor, those from element {@code from}. */
        @FunctionalInterface
        private interface Sink {
            void take(float[] values, long from, int count);
        }

        /** What a method is given to merge this tensor; {@code checked} inputs refuse NaN. */
        MergeTensor mergeTensor(boolean checked) {
            return new MergeTensor(
                            info, inputs.models(checked), inputs.base(checked), arguments, masks)
                    .withStatistics(statistics)
                    .withModelNames(modelNames);
        }

        /** Makes ready to give the merged values as they are stored, part by part. */
        TensorParts parts(TensorwiseMethod method, Workers workers) {
            Optional<Tensor> only = copied(method);
            if (only.isPresent()) {
                return PlannedTensor.parts(only.get());
            }
            MergeTensor tensor = mergeTensor(true).withWorkers(workers);
            TensorMerge merged = TensorMerge.prepare(method, tensor);
            return (from, count, out) -> write(merged, from, count, out);
        }

        private void write(TensorMerge merged, long from, int count, MemorySegment out) {
            float[] block = new float[Math.min(BLOCK, count)];
            for (int done = 0; done < count; done += BLOCK) {
                int run = Math.min(BLOCK, count - done);
                merged.read(from + done, block, run);
                Floats.encode(info.dtype(), block, 0, run, out, done);
            }
        }

        /** Gives the merged values as float32, rounded to the type in which they are stored. */
        void read(TensorwiseMethod method, boolean checked, MemorySegment out) {
            merge(
                    method,
                    checked,
                    (values, from, count) -> {
                        Floats.round(info.dtype(), values, 0, count);
                        MemorySegment.copy(values, 0, out, FLOAT, from * Float.BYTES, count);
                    });
        }

        /** Gives the merged values as they are stored. */
        void write(TensorwiseMethod method, MemorySegment out) {
            Optional<Tensor> only = copied(method);
            if (only.isPresent()) {
                out.copyFrom(only.get().data());
                return;
            }
            merge(
                    method,
                    true,
                    (values, from, count) ->
                            Floats.encode(info.dtype(), values, 0, count, out, from));
        }

        /** The tensor whose bytes are the answer, where all inputs are the same. */
        Optional<Tensor> copied(TensorwiseMethod method) {
            return method.keepsEqualInputs(arguments)
                    ? inputs.onlyInput().filter(tensor -> tensor.dtype() == info.dtype())
                    : Optional.empty();
        }

        private void merge(TensorwiseMethod method, boolean checked, Sink sink) {
            var merged = TensorMerge.prepare(method, mergeTensor(checked));
            long elements = info.shape().elements();
            float[] block = new float[(int) Math.min(BLOCK, elements)];
            for (long from = 0; from < elements; from += BLOCK) {
                int count = (int) Math.min(BLOCK, elements - from);
                merged.read(from, block, count);
                sink.take(block, from, count);
            }
        }
    }
}
