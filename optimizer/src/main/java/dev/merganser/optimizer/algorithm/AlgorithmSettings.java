package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.coefficient.CoefficientSettings;
import dev.merganser.optimizer.coefficient.Learning;
import dev.merganser.optimizer.coefficient.Losses;
import dev.merganser.optimizer.surrogate.MapForm;
import dev.merganser.optimizer.surrogate.MapSettings;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an algorithm has to know before it proposes anything.
 *
 * @param layout what the genes are
 * @param costs what it is told
 * @param proposing how it proposes
 * @param beginning where it begins
 * @param evidence what is known beforehand; only MAP and its other forms ask
 * @param special settings of single algorithms
 */
public record AlgorithmSettings(
        GeneLayout layout,
        CostTerms costs,
        ProposalSettings proposing,
        Beginning beginning,
        Evidence evidence,
        SpecialSettings special) {

    /** The lag of a run that does not set one. */
    public static final int DEFAULT_LAG = 16;

    /** The step size of a run that does not set one. */
    public static final double DEFAULT_STEP_SIZE = 0.1;

    public AlgorithmSettings {
        beginning.require(layout.size());
        evidence.require(layout.size(), costs.objectives());
    }

    /** Settings with the default of everything that has one. */
    public static AlgorithmSettings of(int genes, int objectives, long seed) {
        SettingsChecks.atLeastOne("genes", genes);
        return new AlgorithmSettings(
                GeneLayout.numbers(genes),
                CostTerms.equal(objectives),
                new ProposalSettings(seed, DEFAULT_LAG, OptionalInt.empty()),
                new Beginning(List.of(), Optional.empty(), DEFAULT_STEP_SIZE),
                Evidence.none(objectives),
                SpecialSettings.DEFAULT);
    }

    /** Length of a gene vector. */
    public int genes() {
        return layout.size();
    }

    /** Number of costs. */
    public int objectives() {
        return costs.objectives();
    }

    /** The weights of the costs in the weighted sum that CMA-ES minimizes. */
    public List<Double> weights() {
        return costs.weights();
    }

    /** What a cost is divided by before it is weighted. */
    public List<Double> ranges() {
        return costs.ranges();
    }

    /** The seed of the run. */
    public long seed() {
        return proposing.seed();
    }

    /** How many candidates may be under way at once. */
    public int lag() {
        return proposing.lag();
    }

    /** Size of the population; each algorithm has its own default. */
    public OptionalInt population() {
        return proposing.population();
    }

    /** Gene vectors to propose first, in order. */
    public List<List<Double>> starts() {
        return beginning.starts();
    }

    /** Where CMA-ES starts; the first of the starts where absent, else the middle. */
    public Optional<List<Double>> centre() {
        return beginning.centre();
    }

    /** First step size of CMA-ES, as a share of a gene's range. */
    public double stepSize() {
        return beginning.stepSize();
    }

    /** How MAP searches. */
    public MapSettings map() {
        return special.map();
    }

    /** How another form of MAP searches. */
    public Optional<MapForm> form() {
        return special.form();
    }

    /** Of an algorithm that learns coefficients. */
    public Optional<Learning> learning() {
        return special.learning();
    }

    /** The same with another lag. */
    public AlgorithmSettings withLag(int newLag) {
        return with(proposing.withLag(newLag));
    }

    /** The same with a population of this size. */
    public AlgorithmSettings withPopulation(int size) {
        return withPopulation(OptionalInt.of(size));
    }

    /** The same with this population, or the algorithm's own where empty. */
    public AlgorithmSettings withPopulation(OptionalInt size) {
        return with(proposing.withPopulation(size));
    }

    /** The same with these points to propose first. */
    public AlgorithmSettings withStarts(List<List<Double>> points) {
        return with(beginning.withStarts(points));
    }

    /** The same with CMA-ES starting here. */
    public AlgorithmSettings withCentre(List<Double> point) {
        return with(beginning.withCentre(point));
    }

    /** The same with another first step size of CMA-ES. */
    public AlgorithmSettings withStepSize(double step) {
        return with(beginning.withStepSize(step));
    }

    /** The same with other weights and ranges of the costs. */
    public AlgorithmSettings withScaling(List<Double> weights, List<Double> ranges) {
        var scaled = new CostTerms(objectives(), weights, ranges);
        return new AlgorithmSettings(layout, scaled, proposing, beginning, evidence, special);
    }

    /** The same with genes of these kinds, as many as before. */
    public AlgorithmSettings withLayout(GeneLayout newLayout) {
        if (newLayout.size() != genes()) {
            throw new IllegalArgumentException(
                    "A layout must have " + genes() + " genes, found " + newLayout.size());
        }
        return new AlgorithmSettings(newLayout, costs, proposing, beginning, evidence, special);
    }

    /** The same with this known beforehand. */
    public AlgorithmSettings withEvidence(Evidence known) {
        return new AlgorithmSettings(layout, costs, proposing, beginning, known, special);
    }

    /** The same with MAP searching like this. */
    public AlgorithmSettings withMap(MapSettings newMap) {
        return with(special.withMap(newMap));
    }

    /** The same with another form of MAP searching like this. */
    public AlgorithmSettings withForm(Optional<MapForm> newForm) {
        return with(special.withForm(newForm));
    }

    /** The same for an algorithm that learns coefficients by descending these losses. */
    public AlgorithmSettings withCoefficients(CoefficientSettings coefficients, Losses losses) {
        return with(special.withLearning(new Learning(coefficients, losses)));
    }

    private AlgorithmSettings with(ProposalSettings other) {
        return new AlgorithmSettings(layout, costs, other, beginning, evidence, special);
    }

    private AlgorithmSettings with(Beginning other) {
        return new AlgorithmSettings(layout, costs, proposing, other, evidence, special);
    }

    private AlgorithmSettings with(SpecialSettings other) {
        return new AlgorithmSettings(layout, costs, proposing, beginning, evidence, other);
    }
}
