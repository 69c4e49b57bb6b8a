package dev.merganser.optimizer.space;

import dev.merganser.optimizer.coefficient.CoefficientSpace;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.vector.Direction;
import dev.merganser.recipes.vector.TensorDivision;
import dev.merganser.recipes.vector.WeightVectors;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * The merges of a space that are linear in their weights.
 *
 * @param space the coefficients, with norms of 0: they are known once vectors are read
 * @param directions what each coefficient multiplies
 * @param division how tensors are divided into parts
 * @param recipe the recipe of any finite coefficients, neither clamped nor rounded to a grid
 */
public record LinearMerges(
        CoefficientSpace space,
        List<Direction> directions,
        TensorDivision division,
        Function<List<Double>, Recipe> recipe) {

    public LinearMerges {
        directions = List.copyOf(directions);
        if (directions.size() != space.size()) {
            throw new IllegalArgumentException(
                    "There must be a direction for each of %d coefficients, found %d"
                            .formatted(space.size(), directions.size()));
        }
    }

    /**
     * Reads what the coefficients multiply, in the orientation of the models' checkpoints and so of
     * a graph that is matched to them; see {@link WeightVectors#read}. The merger's models must
     * stay open as long as the vectors.
     *
     * @param tensors names of the float tensors that are wanted
     */
    public WeightVectors vectors(Merger merger, Collection<String> tensors) {
        return WeightVectors.read(
                values -> merger.plan(unrounded(values)), directions, division, tensors);
    }

    private Recipe unrounded(double[] values) {
        return recipe.apply(Arrays.stream(values).boxed().toList()).withOutDtype(DType.F32);
    }
}
