package dev.merganser.recipes.plan;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.method.Statistic;
import dev.merganser.recipes.method.Statistics;
import dev.merganser.recipes.method.StatisticsSource;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.model.NonFinite;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.Optional;

/** The statistics of models for one tensor, in files that are opened when they are asked for. */
final class StatisticsFiles {

    private StatisticsFiles() {}

    /** One statistics file, and the tensor that it is asked about. */
    private record InFile(Source source, String tensor) implements Statistics {

        @Override
        public String file() {
            return Quoted.text(source.reference());
        }

        @Override
        public List<String> names() {
            return source.checkpoint().tensors().stream().map(TensorInfo::name).toList();
        }

        @Override
        public Optional<Statistic> find(String name) {
            Checkpoint file = source.checkpoint();
            return file.info(name)
                    .filter(info -> info.dtype().isFloat())
                    .map(
                            info ->
                                    new Statistic(
                                            info.shape(),
                                            NonFinite.refusing(source, file.values(name))));
        }
    }

    /**
     * Statistics of models that call the tensor so.
     *
     * @param files opens them
     * @param names one for each model
     */
    static StatisticsSource of(Models files, List<String> names) {
        return (model, file) ->
                new InFile(new Source(file, files.statistics(file)), names.get(model));
    }
}
