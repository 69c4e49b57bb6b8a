package dev.merganser.recipes.method.statistics;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.Statistic;
import dev.merganser.recipes.method.Statistics;
import dev.merganser.recipes.method.StatisticsSource;
import dev.merganser.recipes.tensor.Shape;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Files of statistics in memory, asked about {@code layers.0.weight} by default. */
final class TestStatistics implements StatisticsSource {

    private String tensor = "layers.0.weight";
    private final Map<String, Map<String, Statistic>> files = new HashMap<>();

    /** Asked about another tensor. */
    TestStatistics about(String name) {
        tensor = name;
        return this;
    }

    TestStatistics with(String file, String name, Shape shape, float... values) {
        files.computeIfAbsent(file, _ -> new HashMap<>())
                .put(name, new Statistic(shape, ArrayMerge.source(values)));
        return this;
    }

    @Override
    public Statistics of(int model, String file) {
        return new InMemory(file, tensor, files.getOrDefault(file, Map.of()));
    }

    private record InMemory(String file, String tensor, Map<String, Statistic> statistics)
            implements Statistics {

        @Override
        public Collection<String> names() {
            return statistics.keySet();
        }

        @Override
        public Optional<Statistic> find(String name) {
            return Optional.ofNullable(statistics.get(name));
        }
    }
}
