package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.BaseUse;
import dev.merganser.recipes.method.BlockKernel;
import dev.merganser.recipes.method.BlockMethod;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.List;

/**
 * WIDEN, weight disentanglement (arXiv:2408.03092), made to merge fine-tuned with further
 * pre-trained models.
 *
 * <p>Disentangle: each column of a matrix has a magnitude, its norm, and a direction. Rank: the
 * columns of a model are ranked by how much their magnitude changed from the base, and by how much
 * their direction did (1 − cosine); column number {@code p} of {@code d} in ascending order has
 * significance p/d, equal ones in the order of the matrix. Score: the softmax over the models of a
 * column's significance, or {@code calibration} where the significance is above {@code
 * above_average_ratio} times the mean of its model. Merge: each task vector's column times the mean
 * of its two scores, and times {@code weight}, added to the base. Scores of one column may add up
 * to more than 1.
 *
 * <p>Rows are the first dimension, as PyTorch stores linear layers, and columns all others. Tables
 * of embeddings, told by their names, are transposed for this: a token is a column. Elements of
 * vectors are scored one by one by the magnitude of the task vector itself, without ranks, as in
 * the authors' code. Sums over a column are in double; a column of zeros has no direction, and has
 * changed by 1 unless it stayed zero. O(columns) memory a model.
 */
public final class Widen implements BlockMethod {
    private static final MethodDescriptor DESCRIPTOR =
            MethodDescriptor.of(
                            "widen",
                            "Base plus task vectors, each column by how much its norm and direction changed",
                            "WIDEN, arXiv:2408.03092",
                            BaseUse.REQUIRED,
                            List.of(
                                    TaskMatrices.WEIGHT,
                                    ParameterSpec.number(
                                                    "above_average_ratio",
                                                    Scope.GLOBAL,
                                                    "columns above this multiple of the mean significance get the score calibration")
                                            .between(0, Double.POSITIVE_INFINITY)
                                            .orElse(1),
                                    ParameterSpec.number(
                                                    "calibration",
                                                    Scope.GLOBAL,
                                                    "score of columns above average")
                                            .between(0, Double.POSITIVE_INFINITY)
                                            .orElse(1)))
                    .linearInWeight()
                    .explained(
                            "b + Σ wᵢsᵢδᵢ, sᵢ one score a column",
                            "A column's score is the mean of two: by the rank of its change of norm and by that of its change of direction (1 − cosine) within the model, each the softmax over the models of rank / columns, or `calibration` where that is above `above_average_ratio` times the mean. Rows are the first dimension; tables of embeddings, told by their names, are transposed. Elements of vectors are scored by their own magnitude, without ranks.")
                    .costing("after one for the changes of columns");

    @Override
    public MethodDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public boolean keepsEqualInputs(Arguments arguments) {
        return true;
    }

    @Override
    public BlockKernel prepare(MergeTensor tensor) {
        Scores scores =
                new Scores(
                        tensor.arguments().number("above_average_ratio"),
                        tensor.arguments().number("calibration"));
        return tensor.shape().rank() < 2
                ? ElementScores.of(tensor, scores)
                : columnwise(Columns.of(tensor), tensor, scores);
    }

    private static BlockKernel columnwise(Columns columns, MergeTensor tensor, Scores scores) {
        ColumnChanges changes = ColumnChanges.of(columns, tensor);
        double[][] byMagnitude = scores.ofRanks(changes.magnitudes());
        double[][] byDirection = scores.ofRanks(changes.directions());
        double[] weights = tensor.arguments().doubles("weight");
        return new ColumnKernel(columns, means(byMagnitude, byDirection, weights));
    }

    private static double[][] means(double[][] some, double[][] others, double[] weights) {
        double[][] means = new double[some.length][];
        for (int m = 0; m < means.length; m++) {
            means[m] = new double[some[m].length];
            for (int c = 0; c < means[m].length; c++) {
                means[m][c] = weights[m] * ((some[m][c] + others[m][c]) / 2);
            }
        }
        return means;
    }
}
