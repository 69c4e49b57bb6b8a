package dev.merganser.evaluators.loss;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;

/** Settings of losses for tests: 2 batches of 4, a fifth held out, an expert for 'task'. */
final class TestLosses {

    private final Map<LossTerm, Double> terms = new EnumMap<>(LossTerm.class);
    private Balance balance = Balance.NONE;
    private double confidence = 1;
    private boolean agreement;
    private OptionalInt labels = OptionalInt.empty();
    private Map<String, String> teachers = Map.of("task", "expert");
    private double temperature = 1;
    private int batch = 4;
    private int batches = 2;
    private double heldOut = .2;
    private long seed = 7;

    private TestLosses() {}

    static TestLosses of(LossTerm... terms) {
        var losses = new TestLosses();
        for (LossTerm term : terms) {
            losses.terms.put(term, 1.0);
        }
        return losses;
    }

    TestLosses balance(Balance value) {
        balance = value;
        return this;
    }

    TestLosses confidence(double value) {
        confidence = value;
        return this;
    }

    TestLosses agreeing() {
        agreement = true;
        return this;
    }

    TestLosses labels(int value) {
        labels = OptionalInt.of(value);
        return this;
    }

    TestLosses temperature(double value) {
        temperature = value;
        return this;
    }

    TestLosses heldOut(double value) {
        heldOut = value;
        return this;
    }

    TestLosses seed(long value) {
        seed = value;
        return this;
    }

    TestLosses factor(LossTerm term, double value) {
        terms.put(term, value);
        return this;
    }

    TestLosses untaught() {
        teachers = Map.of();
        return this;
    }

    TestLosses draws(int newBatch, int newBatches) {
        batch = newBatch;
        batches = newBatches;
        return this;
    }

    LossSettings settings() {
        return new LossSettings(
                new LossFormula(terms, temperature, balance),
                new ItemChoice(confidence, agreement),
                new Guidance(labels, teachers),
                new DrawSettings(batch, batches, heldOut, seed));
    }
}
