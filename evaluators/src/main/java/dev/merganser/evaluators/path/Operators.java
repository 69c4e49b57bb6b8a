package dev.merganser.evaluators.path;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Operators of ONNX that are alike to whoever follows values through a graph. */
final class Operators {

    /** They give the values that they are given, in another form or type. */
    static final Set<String> FORMS =
            Set.of(
                    "Identity",
                    "Dropout",
                    "Cast",
                    "Reshape",
                    "Flatten",
                    "Squeeze",
                    "Unsqueeze",
                    "Transpose");

    /** Norms with scales and shifts. */
    static final Set<String> NORMS =
            Set.of(
                    "LayerNormalization",
                    "SimplifiedLayerNormalization",
                    "RMSNormalization",
                    "InstanceNormalization",
                    "GroupNormalization");

    private Operators() {}

    /** Those of a set and some more. */
    static Set<String> with(Set<String> operators, String... more) {
        return Stream.concat(operators.stream(), Stream.of(more))
                .collect(Collectors.toUnmodifiableSet());
    }
}
