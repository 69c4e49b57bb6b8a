package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Session;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One run of a gradient graph, for what a forward graph made of its inputs. */
final class BackwardRun {

    private final Backward backward;
    private final Feeds feeds;

    /**
     * A run to come.
     *
     * @param feeds inputs of the forward graph
     */
    BackwardRun(Backward backward, Feeds feeds) {
        this.backward = backward;
        this.feeds = feeds;
    }

    /**
     * Runs the gradient graph.
     *
     * @param results outputs of the forward graph and what it saved
     * @param cotangents of its outputs
     * @return gradients of inputs, those of rows put in their places; zeros where there are none
     */
    Map<String, double[]> gradients(
            SessionFactory factory,
            Results results,
            Map<String, float[]> cotangents,
            Set<String> wanted) {
        Set<String> requested = requested(backward);
        Map<String, double[]> gradients = new HashMap<>();
        wanted.forEach(input -> gradients.put(input, new double[(int) shape(input).elements()]));
        if (!requested.isEmpty()) {
            Map<String, Value> inputs = inputs(factory, results, cotangents);
            try (Session session = factory.open(backward.graph());
                    Results found = session.run(inputs, requested, Map.of())) {
                gradients.forEach((input, dense) -> add(found, input, dense));
            }
        }
        return gradients;
    }

    private Shape shape(String input) {
        return feeds.values().get(input).shape();
    }

    private Map<String, Value> inputs(
            SessionFactory factory, Results results, Map<String, float[]> cotangents) {
        Map<String, Value> inputs = new HashMap<>();
        backward.cotangents()
                .forEach(
                        (output, name) -> {
                            Shape shape = results.get(output).shape();
                            inputs.put(name, feeds.other(factory, cotangents.get(output), shape));
                        });
        for (String saved : backward.saved()) {
            Value fed = feeds.values().get(saved);
            inputs.put(saved, fed == null ? results.get(saved) : fed);
        }
        return inputs;
    }

    private static Set<String> requested(Backward backward) {
        Set<String> requested = new HashSet<>(backward.gradients().values());
        backward.rows().values().stream()
                .flatMap(List::stream)
                .forEach(rows -> requested.addAll(List.of(rows.indices(), rows.rows())));
        return requested;
    }

    private void add(Results found, String input, double[] dense) {
        String whole = backward.gradients().get(input);
        if (whole != null) {
            assertThat(found.get(whole).shape())
                    .as("gradient of %s", input)
                    .isEqualTo(shape(input));
            float[] values = found.get(whole).floats();
            Arrays.setAll(dense, i -> values[i]);
        }
        for (RowGradient rows : backward.rows().getOrDefault(input, List.of())) {
            addRows(dense, shape(input), found.get(rows.indices()), found.get(rows.rows()));
        }
    }

    private static void addRows(double[] dense, Shape shape, Value indices, Value rows) {
        List<Long> dims = new ArrayList<>(indices.shape().dims());
        dims.addAll(shape.dims().subList(1, shape.rank()));
        assertThat(rows.shape().dims()).isEqualTo(dims);
        int count = Math.toIntExact(shape.dims().getFirst());
        int width = dense.length / count;
        float[] values = rows.floats();
        long[] places = indices.longs();
        for (int i = 0; i < values.length; i++) {
            int place = Math.floorMod(places[i / width], count);
            dense[place * width + i % width] += values[i];
        }
    }
}
