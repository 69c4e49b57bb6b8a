package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The sum of several losses of one batch. */
record SummedLoss(List<BatchLoss> parts) implements BatchLoss {

    SummedLoss {
        parts = List.copyOf(parts);
    }

    @Override
    public Set<String> values() {
        return parts.stream().flatMap(part -> part.values().stream()).collect(Collectors.toSet());
    }

    @Override
    public double backward(
            Batch batch, Map<String, Output> values, Map<String, MemorySegment> cotangents) {
        double sum = 0;
        for (BatchLoss part : parts) {
            sum += part.backward(batch, values, cotangents);
        }
        return sum;
    }
}
