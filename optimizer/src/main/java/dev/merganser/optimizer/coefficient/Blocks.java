package dev.merganser.optimizer.coefficient;

import dev.merganser.optimizer.coefficient.CoefficientSpace.Coefficient;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which coefficients multiply the same tensors or parts of them, one for each model. */
final class Blocks {

    private Blocks() {}

    /** Indices of the coefficients of each group and part, in the order of the space. */
    static List<int[]> of(CoefficientSpace space) {
        return split(space, one -> List.of(one.group(), one.part()));
    }

    /** All coefficients as one block. */
    static List<int[]> whole(CoefficientSpace space) {
        return split(space, _ -> List.of());
    }

    /** Indices of the coefficients of each group. */
    static List<int[]> groups(CoefficientSpace space) {
        return split(space, one -> List.of(one.group()));
    }

    private static List<int[]> split(CoefficientSpace space, Key key) {
        Map<List<Integer>, List<Integer>> blocks = new LinkedHashMap<>();
        for (int i = 0; i < space.size(); i++) {
            blocks.computeIfAbsent(key.of(space.coefficients().get(i)), _ -> new ArrayList<>())
                    .add(i);
        }
        return blocks.values().stream()
                .map(block -> block.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    private interface Key {
        List<Integer> of(Coefficient coefficient);
    }
}
