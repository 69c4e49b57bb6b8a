package dev.merganser.recipes.kinship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.kinship.Kinship.Verdict;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

class KinshipTest {

    private static final SyntheticModel BASE = SyntheticModel.llama(1);

    @Test
    void theCosineOfAFineTuneIsThatOfItsTaskVectorsLength() {
        var kinship = between(BASE, BASE.tuned(2, 0.75));
        assertThat(kinship.verdict()).isEqualTo(Verdict.RELATED);
        assertThat(kinship.cosine().orElseThrow()).isCloseTo(0.8, within(0.02));
        assertThat(kinship.scale()).isCloseTo(1.25, within(0.02));
        assertThat(kinship.disguises()).isEmpty();
        assertThat(kinship.strangers()).isEmpty();
    }

    @Test
    void aModelOfAnotherSeedIsNoRelative() {
        var kinship = between(BASE, SyntheticModel.llama(2));
        assertThat(kinship.verdict()).isEqualTo(Verdict.UNRELATED);
        assertThat(kinship.cosine().orElseThrow()).isCloseTo(0, within(0.02));
        assertThat(kinship.disguises()).isEmpty();
        assertThat(kinship.strangers()).hasSameSizeAs(kinship.cosines());
    }

    @Test
    void normsAreLeftOut() {
        assertThat(between(BASE, BASE).cosines())
                .extracting(Kinship.TensorCosine::tensor)
                .noneMatch(name -> name.contains("norm"));
    }

    @Test
    void lengthChangesNoVerdictAndSignDoes() {
        var scaled = between(BASE, BASE.scaled(10));
        assertThat(scaled.verdict()).isEqualTo(Verdict.RELATED);
        assertThat(scaled.scale()).isCloseTo(10, within(1e-4));
        assertThat(between(BASE, BASE.scaled(-1)).verdict()).isEqualTo(Verdict.NEGATED);
    }

    @Test
    void zerosSayNothing() {
        assertThat(between(BASE, BASE.scaled(0)).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void tooFewElementsSayNothing() {
        Checkpoint tiny =
                new SyntheticModel(
                        Map.of("w", new Array2DRowRealMatrix(new double[][] {{1, 2}, {3, 4}})));
        Checkpoint other =
                new SyntheticModel(
                        Map.of("w", new Array2DRowRealMatrix(new double[][] {{2, -1}, {0, 0}})));
        assertThat(between(tiny, other).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(between(tiny, other).strangers()).isEmpty();
    }

    @Test
    void oneNewMatrixIsAStranger() {
        var expert =
                BASE.with(
                        "layers.3.mlp.up",
                        _ ->
                                SyntheticModel.llama(9)
                                        .weights()
                                        .get("model.layers.3.mlp.up_proj.weight"));
        var kinship = between(BASE, expert);
        assertThat(kinship.verdict()).isEqualTo(Verdict.RELATED);
        assertThat(kinship.strangers())
                .extracting(Kinship.TensorCosine::tensor)
                .containsExactly("model.layers.3.mlp.up_proj.weight");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lockedAttentionIsSeenWhetherTheHeadSizeIsKnownOrNot(boolean known) {
        var headDim = known ? OptionalInt.of(SyntheticModel.HEAD_DIM) : OptionalInt.empty();
        var expert = BASE.tuned(2, 0.1).locked(3, true, true);
        var kinship = Kinship.between(BASE, expert, headDim);
        assertThat(kinship.disguises())
                .extracting(Disguise::pairing)
                .containsExactly(Pairing.QUERY_KEY, Pairing.VALUE_OUTPUT);
        assertThat(kinship.disguises())
                .allSatisfy(
                        disguise -> {
                            assertThat(disguise.direct()).isLessThan(0.2);
                            assertThat(disguise.product()).isGreaterThan(0.9);
                            assertThat(disguise.layers()).isEqualTo(3);
                        });
        assertThat(kinship.verdict()).isEqualTo(Verdict.RELATED);
        assertThat(kinship.strangers()).isEmpty();
    }

    @Test
    void onlyTheLockedPairIsNamed() {
        assertThat(between(BASE, BASE.locked(3, false, true)).disguises())
                .singleElement()
                .extracting(Disguise::pairing)
                .isEqualTo(Pairing.VALUE_OUTPUT);
    }

    @Test
    void permutedHeadsAreSeen() {
        assertThat(between(BASE, BASE.permutedHeads()).disguises())
                .extracting(Disguise::pairing)
                .containsExactly(Pairing.QUERY_KEY, Pairing.VALUE_OUTPUT);
    }

    @Test
    void permutedUnitsAreSeen() {
        var kinship = between(BASE, BASE.permutedUnits(4));
        assertThat(kinship.disguises())
                .singleElement()
                .satisfies(
                        disguise -> {
                            assertThat(disguise.pairing()).isEqualTo(Pairing.UP_DOWN);
                            assertThat(disguise.product()).isCloseTo(1, within(1e-5));
                        });
        assertThat(kinship.verdict()).isEqualTo(Verdict.RELATED);
    }

    @Test
    void bertsNamesAreKnown() {
        var names = new LinkedHashMap<String, String>();
        names.put("model.layers", "bert.encoder.layer");
        names.put("self_attn.q_proj", "attention.self.query");
        names.put("self_attn.k_proj", "attention.self.key");
        names.put("self_attn.v_proj", "attention.self.value");
        names.put("self_attn.o_proj", "attention.output.dense");
        names.put("mlp.up_proj", "intermediate.dense");
        names.put("mlp.down_proj", "output.dense");
        var expert = BASE.locked(3, true, true).permutedUnits(4);
        assertThat(between(BASE.renamed(names, false), expert.renamed(names, false)).disguises())
                .hasSize(3);
    }

    @Test
    void fusedQueryKeyAndValueAreTakenApart() {
        var expert = BASE.locked(3, true, true);
        assertThat(between(BASE.fused("qkv_proj"), expert.fused("qkv_proj")).disguises())
                .hasSize(2);
        var gpt2 =
                Map.of(
                        "model.layers",
                        "transformer.h",
                        "self_attn.o_proj",
                        "attn.c_proj",
                        "self_attn.c_attn",
                        "attn.c_attn");
        // GPT-2 has as many heads for keys and values as for queries
        var ours = manyHeads(BASE);
        var theirs = manyHeads(BASE.permutedHeads());
        assertThat(
                        between(
                                        ours.fused("c_attn").renamed(gpt2, true),
                                        theirs.fused("c_attn").renamed(gpt2, true))
                                .disguises())
                .extracting(Disguise::pairing)
                .containsExactly(Pairing.QUERY_KEY, Pairing.VALUE_OUTPUT);
    }

    /** Gives each query head a copy of the key and value head that serves it. */
    private static SyntheticModel manyHeads(SyntheticModel model) {
        int group = SyntheticModel.HEADS / SyntheticModel.KEY_HEADS;
        UnaryOperator<RealMatrix> repeat =
                w -> {
                    var all =
                            new Array2DRowRealMatrix(
                                    w.getRowDimension() * group, w.getColumnDimension());
                    for (int i = 0; i < all.getRowDimension(); i++) {
                        int head = i / SyntheticModel.HEAD_DIM / group;
                        all.setRow(
                                i,
                                w.getRow(
                                        head * SyntheticModel.HEAD_DIM
                                                + i % SyntheticModel.HEAD_DIM));
                    }
                    return all;
                };
        return model.with("k_proj", repeat).with("v_proj", repeat);
    }

    private static Kinship between(Checkpoint base, Checkpoint expert) {
        return Kinship.between(base, expert, OptionalInt.empty());
    }
}
