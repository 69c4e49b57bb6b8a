package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.coefficient.CoefficientSettings;
import dev.merganser.optimizer.coefficient.Learning;
import dev.merganser.optimizer.coefficient.Losses;
import dev.merganser.optimizer.surrogate.MapForm;
import dev.merganser.optimizer.surrogate.MapSettings;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an algorithm has to know before it proposes anything.
 *
 * @param genes length of a gene vector, at least 1
 * @param objectives number of costs, at least 1
 * @param seed the seed of the run
 * @param lag how many candidates may be under way at once, at least 1
 * @param population size of the population; each algorithm has its own default
 * @param starts gene vectors to propose first, in order
 * @param centre where CMA-ES starts; the first of {@code starts} where absent, else the middle
 * @param stepSize first step size of CMA-ES, as a share of a gene's range, in (0, 1]
 * @param weights of the costs in the weighted sum that CMA-ES minimizes, one an objective
 * @param ranges what a cost is divided by before it is weighted, one an objective, positive
 * @param layout what the genes are
 * @param map how MAP searches; the others leave it alone
 * @param form how another form of MAP searches; the others leave it alone
 * @param evidence what is known beforehand; only MAP and its other forms ask
 * @param learning of an algorithm that learns coefficients; the others leave it alone
 */
public record AlgorithmSettings(
        int genes,
        int objectives,
        long seed,
        int lag,
        OptionalInt population,
        List<List<Double>> starts,
        Optional<List<Double>> centre,
        double stepSize,
        List<Double> weights,
        List<Double> ranges,
        GeneLayout layout,
        MapSettings map,
        Optional<MapForm> form,
        Evidence evidence,
        Optional<Learning> learning) {

    /** The lag of a run that does not set one. */
    public static final int DEFAULT_LAG = 16;

    /** The step size of a run that does not set one. */
    public static final double DEFAULT_STEP_SIZE = 0.1;

    public AlgorithmSettings {
        SettingsChecks.atLeastOne("genes", genes);
        SettingsChecks.atLeastOne("objectives", objectives);
        SettingsChecks.atLeastOne("lag", lag);
        population.ifPresent(size -> SettingsChecks.atLeastOne("population", size));
        starts = starts.stream().map(List::copyOf).toList();
        centre = centre.map(List::copyOf);
        weights = List.copyOf(weights);
        ranges = List.copyOf(ranges);
        for (List<Double> start : starts) {
            SettingsChecks.genes("start", start, genes);
        }
        int length = genes;
        centre.ifPresent(point -> SettingsChecks.genes("centre", point, length));
        SettingsChecks.scaling(objectives, weights, ranges, stepSize);
        evidence.require(genes, objectives);
        if (layout.size() != genes) {
            throw new IllegalArgumentException(
                    "A layout must have " + genes + " genes, found " + layout.size());
        }
    }

    /** Settings with the default of everything that has one. */
    public static AlgorithmSettings of(int genes, int objectives, long seed) {
        List<Double> ones = Collections.nCopies(Math.max(objectives, 0), 1.0);
        return new AlgorithmSettings(
                genes,
                objectives,
                seed,
                DEFAULT_LAG,
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                DEFAULT_STEP_SIZE,
                ones,
                ones,
                GeneLayout.numbers(Math.max(genes, 1)),
                MapSettings.DEFAULT,
                Optional.empty(),
                Evidence.none(objectives),
                Optional.empty());
    }

    /** The same with another lag. */
    public AlgorithmSettings withLag(int newLag) {
        return new AlgorithmSettings(
                genes,
                objectives,
                seed,
                newLag,
                population,
                starts,
                centre,
                stepSize,
                weights,
                ranges,
                layout,
                map,
                form,
                evidence,
                learning);
    }

    /** The same with a population of this size. */
    public AlgorithmSettings withPopulation(int size) {
        return withPopulation(OptionalInt.of(size));
    }

    /** The same with this population, or the algorithm's own where empty. */
    public AlgorithmSettings withPopulation(OptionalInt size) {
        return new AlgorithmSettings(
                genes,
                objectives,
                seed,
                lag,
                size,
                starts,
                centre,
                stepSize,
                weights,
                ranges,
                layout,
                map,
                form,
                evidence,
                learning);
    }

    /** The same with these points to propose first. */
    public AlgorithmSettings withStarts(List<List<Double>> points) {
        return new AlgorithmSettings(
                genes,
                objectives,
                seed,
                lag,
                population,
                points,
                centre,
                stepSize,
                weights,
                ranges,
                layout,
                map,
                form,
                evidence,
                learning);
    }

    /** The same with CMA-ES starting here. */
    public AlgorithmSettings withCentre(List<Double> point) {
        return new AlgorithmSettings(
                genes,
                objectives,
                seed,
                lag,
                population,
                starts,
                Optional.of(point),
                stepSize,
                weights,
                ranges,
                layout,
                map,
                form,
                evidence,
                learning);
    }

    /** The same with another first step size of CMA-ES. */
    public AlgorithmSettings withStepSize(double step) {
        return new AlgorithmSettings(
                genes,
                objectives,
                seed,
                lag,
                population,
                starts,
                centre,
                step,
                weights,
                ranges,
                layout,
                map,
                form,
                evidence,
                learning);
    }

    /** The same with other weights and ranges of the costs. */
    public AlgorithmSettings withScaling(List<Double> newWeights, List<Double> newRanges) {
        return new AlgorithmSettings(
                genes,
                objectives,
                seed,
                lag,
                population,
                starts,
                centre,
                stepSize,
                newWeights,
                newRanges,
                layout,
                map,
                form,
                evidence,
                learning);
    }

    /** The same with genes of these kinds, as many as before. */
    public AlgorithmSettings withLayout(GeneLayout newLayout) {
        return new AlgorithmSettings(
                genes,
                objectives,
                seed,
                lag,
                population,
                starts,
                centre,
                stepSize,
                weights,
                ranges,
                newLayout,
                map,
                form,
                evidence,
                learning);
    }

    /** The same with MAP searching like this. */
    public AlgorithmSettings withMap(MapSettings newMap) {
        return new AlgorithmSettings(
                genes,
                objectives,
                seed,
                lag,
                population,
                starts,
                centre,
                stepSize,
                weights,
                ranges,
                layout,
                newMap,
                form,
                evidence,
                learning);
    }

    /** The same with another form of MAP searching like this. */
    public AlgorithmSettings withForm(Optional<MapForm> newForm) {
        return new AlgorithmSettings(
                genes,
                objectives,
                seed,
                lag,
                population,
                starts,
                centre,
                stepSize,
                weights,
                ranges,
                layout,
                map,
                newForm,
                evidence,
                learning);
    }

    /** The same with this known beforehand. */
    public AlgorithmSettings withEvidence(Evidence newEvidence) {
        return new AlgorithmSettings(
                genes,
                objectives,
                seed,
                lag,
                population,
                starts,
                centre,
                stepSize,
                weights,
                ranges,
                layout,
                map,
                form,
                newEvidence,
                learning);
    }

    /** The same for an algorithm that learns coefficients by descending these losses. */
    public AlgorithmSettings withCoefficients(CoefficientSettings coefficients, Losses losses) {
        return new AlgorithmSettings(
                genes,
                objectives,
                seed,
                lag,
                population,
                starts,
                centre,
                stepSize,
                weights,
                ranges,
                layout,
                map,
                form,
                evidence,
                Optional.of(new Learning(coefficients, losses)));
    }
}
