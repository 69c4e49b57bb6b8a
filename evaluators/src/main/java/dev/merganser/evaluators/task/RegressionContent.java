package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.metric.PairPredictions;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.recipes.error.BadDataException;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Items with true numbers. */
record RegressionContent(FloatItems items, Readout readout) implements ExaminedContent {

    @Override
    public int itemCount(Split split) {
        return items.of(split).count();
    }

    @Override
    public Exam exam(Split split, ModelPorts ports) {
        Readout.Port port = readout.on(ports);
        if (port.size() != 1) {
            throw new BadDataException(
                    "Task '%s': output '%s' of graph '%s' must give one number per item, but gives %d."
                            .formatted(items.task(), port.output(), ports.graph(), port.size()));
        }
        double[] gold = numbers(items.of(split));
        return new FloatExam(
                items.rows(split, ports),
                port.output(),
                () ->
                        new NumbersCollector(
                                port,
                                gold.length,
                                numbers -> new PairPredictions(first(numbers), gold)));
    }

    private static double[] numbers(Items items) {
        return IntStream.range(0, items.count()).mapToDouble(items::number).toArray();
    }

    private static double[] first(float[][] numbers) {
        return Arrays.stream(numbers).mapToDouble(row -> row[0]).toArray();
    }

    @Override
    public int nearDuplicates() {
        return NearDuplicates.count(items.parts());
    }
}
