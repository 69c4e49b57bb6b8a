package dev.merganser.recipes.method.statistics;

import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.method.Statistics;

import java.util.List;
import java.util.stream.IntStream;

/** The parameter that names a model's statistics, and what it stands for. */
final class StatisticsFile {

    static final ParameterSpec PARAMETER =
            ParameterSpec.file("statistics", "file with statistics of the model, made beforehand");

    private StatisticsFile() {}

    /** The statistics of each model. */
    static List<Statistics> of(MergeTensor tensor) {
        return IntStream.range(0, tensor.models().size())
                .mapToObj(model -> tensor.statistics(model, PARAMETER.name()))
                .toList();
    }
}
