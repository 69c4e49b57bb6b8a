package dev.merganser.optimizer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.gradient.Activations;
import dev.merganser.evaluators.loss.Balance;
import dev.merganser.evaluators.loss.LossTerm;
import dev.merganser.optimizer.coefficient.CoefficientMethod;
import dev.merganser.optimizer.coefficient.CoefficientSettings;
import dev.merganser.optimizer.coefficient.DescentSettings;
import dev.merganser.optimizer.coefficient.Estimator;
import dev.merganser.optimizer.coefficient.EstimatorSettings;
import dev.merganser.optimizer.coefficient.FrankWolfeSettings;
import dev.merganser.optimizer.coefficient.StartPoint;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.yaml.YamlMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

class CoefficientReaderTest {

    @ParameterizedTest
    @EnumSource
    void whatIsLeftOutIsAsTheMethodHasIt(CoefficientMethod method) {
        AlgorithmChoice choice = choice("{algorithm: %s, seed: 7}".formatted(method.key()));

        assertThat(choice.coefficients()).contains(method.defaults(7));
    }

    @Test
    void allCanBeSet() {
        CoefficientSettings settings =
                read(
                        """
                        algorithm: expert_merging
                        seed: 5
                        start_point: 0.25
                        coefficients:
                          loss: {divergence: 1, cross_entropy: 0.5, entropy: 2}
                          balance: initial
                          confidence: 0.5
                          agreement: true
                          labels: 20
                          teachers: {digits: left, fashion: right}
                          temperature: 2
                          batch: 32
                          batches: 3
                          held_out: 0.25
                          steps: 100
                          rate: 0.01
                          decay: 0.02
                          clip: 2
                          regularization: 0.5
                          every: 5
                          patience: 0
                          gradient: reverse
                          fallback: spsa
                          width: 0.05
                          pairs: 4
                          activations: recompute
                          forwards: 5
                          important: 0.5
                        """);

        assertThat(settings.start()).isEqualTo(new StartPoint.Value(0.25));
        assertThat(settings.descent())
                .isEqualTo(new DescentSettings(100, 0.01, 0.02, 2, 0.5, 5, 0));
        assertThat(settings.estimation())
                .isEqualTo(new EstimatorSettings(Estimator.REVERSE, true, 0.05, 4));
        assertThat(settings.gradients().activations()).isEqualTo(Activations.RECOMPUTE);
        assertThat(settings.gradients().forwards()).isEqualTo(5);
        assertThat(settings.important()).isEqualTo(0.5);
        assertThat(settings.losses().formula().terms())
                .isEqualTo(
                        Map.of(
                                LossTerm.DIVERGENCE, 1.0,
                                LossTerm.CROSS_ENTROPY, 0.5,
                                LossTerm.ENTROPY, 2.0));
        assertThat(settings.losses().formula().balance()).isEqualTo(Balance.INITIAL);
        assertThat(settings.losses().choice().confidence()).isEqualTo(0.5);
        assertThat(settings.losses().choice().agreement()).isTrue();
        assertThat(settings.losses().guidance().labels()).isEqualTo(OptionalInt.of(20));
        assertThat(settings.losses().guidance().teachers())
                .isEqualTo(Map.of("digits", "left", "fashion", "right"));
        assertThat(settings.losses().formula().temperature()).isEqualTo(2);
        assertThat(settings.losses().draws().batch()).isEqualTo(32);
        assertThat(settings.losses().draws().batches()).isEqualTo(3);
        assertThat(settings.losses().draws().heldOut()).isEqualTo(0.25);
        assertThat(settings.losses().draws().seed()).isEqualTo(5);
    }

    @Test
    void aTaskIsTaughtByTheExpertOfItsNameUnlessAnotherIsNamed() {
        List<String> experts = List.of("digits", "fashion");
        assertThat(teachers("{algorithm: expert_merging}", experts))
                .isEqualTo(Map.of("digits", "digits", "fashion", "fashion"));
        String other = "{algorithm: expert_merging, coefficients: {teachers: {digits: fashion}}}";
        assertThat(teachers(other, experts))
                .isEqualTo(Map.of("digits", "fashion", "fashion", "fashion"));
    }

    private static Map<String, String> teachers(String yaml, List<String> experts) {
        return choice(yaml, experts).coefficients().orElseThrow().losses().guidance().teachers();
    }

    @Test
    void aLossIsATermOrTermsWithFactors() {
        assertThat(inside("loss: cross_entropy").losses().formula().terms())
                .isEqualTo(Map.of(LossTerm.CROSS_ENTROPY, 1.0));
        assertThat(inside("loss: {pseudo_labels: 0.5}").losses().formula().terms())
                .isEqualTo(Map.of(LossTerm.PSEUDO_LABELS, 0.5));
    }

    @Test
    void theUsualTemperatureFollowsTheLoss() {
        assertThat(inside("loss: entropy").losses().formula().temperature()).isEqualTo(1);
        assertThat(inside("loss: divergence").losses().formula().temperature()).isEqualTo(3);
        assertThat(inside("loss: contrastive").losses().formula().temperature()).isEqualTo(0.05);
    }

    @Test
    void gradientsCountAsManyForwardsAsTheirActivationsTake() {
        assertThat(inside("activations: keep").gradients().forwards()).isEqualTo(4);
        assertThat(inside("activations: recompute").gradients().forwards()).isEqualTo(5.5);
    }

    @Test
    void theStartMayBeTheBestBaseline() {
        assertThat(read("{algorithm: atlas, start_point: baseline}").start())
                .isEqualTo(new StartPoint.Baseline());
    }

    @Test
    void frankWolfeHasSettingsOfItsOwn() {
        CoefficientSettings soft =
                read(
                        "{algorithm: frank_wolfe, coefficients: {soft: true, by_group: true, inner: 20, decay: 0.1, clip: 2}}");

        assertThat(soft.frankWolfe())
                .isEqualTo(new FrankWolfeSettings(true, FrankWolfeSettings.Oracle.INNER, true, 20));
        assertThat(soft.descent()).isEqualTo(new DescentSettings(500, 1e-3, 0.1, 2, 0, 10, 10));
        assertThat(
                        read("{algorithm: frank_wolfe, coefficients: {oracle: cosine}}")
                                .frankWolfe()
                                .oracle())
                .isEqualTo(FrankWolfeSettings.Oracle.COSINE);
        assertThat(read("{algorithm: frank_wolfe}").descent().steps()).isEqualTo(10);
        assertThat(read("{algorithm: frank_wolfe}").frankWolfe().byGroup()).isFalse();
        assertThat(
                        read("{algorithm: frank_wolfe, coefficients: {soft: true}}")
                                .frankWolfe()
                                .byGroup())
                .isTrue();
    }

    @Test
    void populationAndStepAreForSeparableCmaEs() {
        AlgorithmChoice choice =
                choice(
                        "{algorithm: adamerging, population: 12, step: 0.2, coefficients: {gradient: sep_cmaes}}");

        assertThat(choice.population()).isEqualTo(OptionalInt.of(12));
        refused("{algorithm: adamerging, population: 12}")
                .hasMessage(
                        "search.yml: search.population of adamerging is for gradient: sep_cmaes, found gradient: reverse");
        refused("{algorithm: adamerging, step: 0.2}").hasMessageContaining("search.step of");
    }

    @Test
    void anotherSeedChangesTheDrawsToo() {
        AlgorithmChoice other = choice("{algorithm: adamerging, seed: 7}").withSeed(9);

        assertThat(other.seed()).isEqualTo(9);
        assertThat(other.coefficients()).contains(CoefficientMethod.ADAMERGING.defaults(9));
    }

    @Test
    void otherAlgorithmsLearnNoCoefficients() {
        assertThat(choice("{algorithm: portfolio}").coefficients()).isEmpty();
        refused("{algorithm: portfolio, coefficients: {steps: 3}}")
                .hasMessage(
                        "search.yml: search.coefficients is for the algorithms adamerging, expert_merging, atlas, self_positioning, frank_wolfe, but the algorithm is portfolio");
        refused("{algorithm: nsga2, start_point: 0.3}")
                .hasMessageStartingWith("search.yml: search.start_point is for the algorithms");
    }

    @Test
    void anUnknownAlgorithmOrKeyIsNamedWithTheNearest() {
        refused("{algorithm: adamerge}").hasMessageContaining("Did you mean 'adamerging'?");
        refused("{algorithm: adamerging, coefficients: {stepz: 3}}")
                .hasMessageContaining(
                        "unknown key 'search.coefficients.stepz'. Did you mean 'steps'?");
        refused("{algorithm: adamerging, coefficients: {loss: {entropi: 1}}}")
                .hasMessageContaining(
                        "unknown key 'search.coefficients.loss.entropi'. Did you mean 'entropy'?");
        refused("{algorithm: expert_merging, coefficients: {teachers: {digit: left}}}")
                .hasMessageContaining(
                        "'search.coefficients.teachers.digit'. Did you mean 'digits'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "loss: entropi | loss must be entropy, pseudo_labels, cross_entropy, divergence, hidden or contrastive, found 'entropi'. Did you mean 'entropy'?",
                "loss: 3 | loss must be a term or a mapping of terms to factors, found the number 3",
                "loss: {entropy: 0} | loss.entropy must be a number above 0 and up to 1000000, found the number 0",
                "loss: {} | loss must name at least one term, found none",
                "balance: classez | balance must be none, classes or initial, found 'classez'. Did you mean 'classes'?",
                "confidence: 0 | confidence must be a number above 0 and up to 1, found the number 0",
                "confidence: 1.5 | confidence must be a number above 0 and up to 1, found the number 1.5",
                "agreement: 3 | agreement must be true or false, found the number 3",
                "labels: 0 | labels must be a whole number from 1 to 1000000, found the number 0",
                "teachers: {digits: lef} | teachers.digits must be one of the experts left, right, found 'lef'. Did you mean 'left'?",
                "temperature: 2 | temperature is for the losses divergence and contrastive, found entropy",
                "batch: 0 | batch must be a whole number from 1 to 1000000, found the number 0",
                "batches: 1.5 | batches must be a whole number from 1 to 1000000, found the number 1.5",
                "held_out: 1 | held_out must be a number from 0 to below 1, found the number 1",
                "steps: 0 | steps must be a whole number from 1 to 1000000, found the number 0",
                "rate: 0 | rate must be a number above 0 and up to 1000000, found the number 0",
                "decay: -1 | decay must be a number from 0 to 1000000, found the number -1",
                "clip: -1 | clip must be a number from 0 to 1000000, found the number -1",
                "regularization: 1 | regularization is for expert_merging and self_positioning, found adamerging",
                "every: 0 | every must be a whole number from 1 to 1000000, found the number 0",
                "patience: -1 | patience must be a whole number from 0 to 1000000, found the number -1",
                "gradient: exact | gradient must be reverse, spsa, central, forward or sep_cmaes, found 'exact'.",
                "fallback: central | fallback must be none or spsa, found 'central'.",
                "width: 0 | width must be a number above 0 and up to 1, found the number 0",
                "pairs: 0 | pairs must be a whole number from 1 to 1000000, found the number 0",
                "activations: keeep | activations must be keep or recompute, found 'keeep'. Did you mean 'keep'?",
                "forwards: 0.5 | forwards must be a number from 1 to 1000, found the number 0.5",
                "important: 0 | important must be a number above 0 and up to 1, found the number 0",
                "soft: true | soft is for frank_wolfe, found adamerging",
            })
    void aValueOutsideItsRangeIsRefusedInOneLine(String setting, String complaint) {
        refused("{algorithm: adamerging, coefficients: {%s}}".formatted(setting))
                .hasMessage("search.yml: search.coefficients." + complaint);
    }

    @Test
    void whatOneFormOfAMethodLeavesAsideIsRefused() {
        refused("{algorithm: frank_wolfe, coefficients: {inner: 3}}")
                .hasMessage(
                        "search.yml: search.coefficients.inner is for soft: true, found the hard form");
        refused("{algorithm: frank_wolfe, coefficients: {decay: 0.1}}")
                .hasMessageContaining(
                        "search.coefficients.decay is for the methods that go by Adam");
        refused("{algorithm: frank_wolfe, coefficients: {oracle: inne}}")
                .hasMessageContaining("oracle must be inner or cosine");
        refused("{algorithm: atlas, coefficients: {confidence: 0.5}}")
                .hasMessageContaining(
                        "confidence is for the losses entropy and pseudo_labels, found cross_entropy");
        refused("{algorithm: atlas, start_point: middle}")
                .hasMessageContaining("search.start_point must be a number or baseline");
        refused("{algorithm: atlas, coefficients: 3}")
                .hasMessageContaining("search.coefficients must be a mapping");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gradient: sep_cmaes, rate: 1 | rate is for a descent, found gradient: sep_cmaes",
                "gradient: sep_cmaes, decay: 1 | decay is for a descent, found gradient: sep_cmaes",
                "gradient: sep_cmaes, clip: 1 | clip is for a descent, found gradient: sep_cmaes",
                "gradient: spsa, fallback: spsa | fallback is for gradient: reverse, found gradient: spsa",
                "gradient: central, activations: keep | activations is for gradient: reverse, found gradient: central",
                "gradient: sep_cmaes, forwards: 5 | forwards is for gradient: reverse, found gradient: sep_cmaes",
                "gradient: central, pairs: 3 | pairs is for gradient: spsa, found gradient: central",
                "pairs: 3 | pairs is for gradient: spsa, found gradient: reverse",
                "width: 0.1 | width is for gradient: spsa, central or forward, found gradient: reverse",
                "labels: 5 | labels is for the losses cross_entropy and contrastive, found entropy",
                "held_out: 0, patience: 5 | patience is for a held_out above 0, found held_out: 0",
                "loss: {divergence: 1, contrastive: 1} | temperature must be given for divergence and contrastive together, which share it, found none",
            })
    void aSettingWithoutEffectIsRefusedInOneLine(String settings, String complaint) {
        refused("{algorithm: adamerging, coefficients: {%s}}".formatted(settings))
                .hasMessage("search.yml: search.coefficients." + complaint);
    }

    @Test
    void theSoftFormHasNoOracleAndNoResultIsWaitedFor() {
        refused("{algorithm: frank_wolfe, coefficients: {soft: true, oracle: cosine}}")
                .hasMessageEndingWith("coefficients.oracle is for the hard form, found soft: true");
        refused("{algorithm: adamerging, lag: 4}")
                .hasMessageEndingWith(
                        "search.lag is for algorithms that wait for results, but adamerging waits for none");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(String yaml) {
        return assertThatThrownBy(() -> choice(yaml)).isInstanceOf(WrongUseException.class);
    }

    private static CoefficientSettings inside(String setting) {
        return read("{algorithm: adamerging, coefficients: {%s}}".formatted(setting));
    }

    private static CoefficientSettings read(String yaml) {
        return choice(yaml).coefficients().orElseThrow();
    }

    private static AlgorithmChoice choice(String yaml) {
        return choice(yaml, List.of("left", "right"));
    }

    private static AlgorithmChoice choice(String yaml, List<String> experts) {
        String indented = yaml.strip().indent(2);
        YamlMap file = YamlMap.parse("search:\n" + indented, "search.yml");
        return AlgorithmReader.read(
                Optional.of(file.map("search")), List.of("digits", "fashion"), experts, List.of());
    }
}
