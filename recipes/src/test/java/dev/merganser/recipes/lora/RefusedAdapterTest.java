package dev.merganser.recipes.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

class RefusedAdapterTest {

    private static final String RANK_ONE = "\"r\": 1, \"lora_alpha\": 1";

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"peft_type\": \"IA3\" | peft_type must be LORA, found IA3: only LoRA adapters can be applied. Maybe merge it into its base with PEFT first.",
                "\"r\": 8 | peft_type must be LORA, found nothing: only LoRA adapters can be applied. Maybe merge it into its base with PEFT first.",
                "\"peft_type\": \"LORA\", \"use_dora\": true | 'use_dora' asks for DoRA, which also changes the norms of the weights, which is not supported. Maybe merge the adapter into its base with PEFT first.",
                "\"peft_type\": \"LORA\", \"layer_replication\": [[0, 1]] | 'layer_replication' asks for repeated layers, which is not supported. Maybe merge the adapter into its base with PEFT first.",
                "\"peft_type\": \"LORA\", \"init_lora_weights\": \"pissa_niter_4\" | init_lora_weights 'pissa_niter_4' means that the base's weights were changed too. Maybe convert the adapter with PEFT's path_initial_model_for_weight_conversion.",
            })
    void adaptersThatAreMoreThanAProductAreRefused(String members, String message) {
        assertRefused(adapter(TestAdapter.ofConfig("{" + members + "}")), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"lora_alpha\": 1 | r must be a whole number above 0, found none.",
                "\"r\": 0, \"lora_alpha\": 1 | r must be a whole number above 0, found 0.",
                "\"r\": 1, \"lora_alpha\": \"x\" | lora_alpha must be a finite number, found \"x\".",
                "\"r\": 1, \"lora_alpha\": 1, \"rank_pattern\": {\"(\": 1} | rank_pattern must have plain regular expressions as keys, without look-around and back references, found '('.",
                "\"r\": 1, \"lora_alpha\": 1, \"rank_pattern\": {\"q\": -1} | rank_pattern must be a whole number above 0, found -1.",
            })
    void aWrongConfigurationIsNamedWithItsKey(String members, String message) {
        assertThatThrownBy(open(adapter(TestAdapter.of(members))))
                .isInstanceOf(BadDataException.class)
                .hasMessage(folder.resolve("a/adapter_config.json") + ": " + message);
    }

    @Test
    void aConfigurationOfAnAbsurdSizeIsRefused() throws IOException {
        Path adapter = adapter(TestAdapter.of(RANK_ONE).with("q", Shape.of(1), 1));
        try (var file =
                new RandomAccessFile(adapter.resolve("adapter_config.json").toFile(), "rw")) {
            file.setLength(100_000_000);
        }
        assertThatThrownBy(open(adapter))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        adapter.resolve("adapter_config.json")
                                + " must have at most 67108864 bytes, found 100000000.");
    }

    @Test
    void harmlessKeysAreNot() {
        Path written =
                adapter(
                        TestAdapter.of(
                                        RANK_ONE
                                                + """
                                                , "use_dora": false, "layer_replication": null, "init_lora_weights": true,
                                                "trainable_token_indices": null, "target_modules": ["q"], "rank_pattern": {},
                                                "megatron_config": null, "revision": "main\"""")
                                .with("q.lora_A.weight", Shape.of(1, 3), 1, 1, 1)
                                .with("q.lora_B.weight", Shape.of(2, 1), 1, 1));
        try (var base = Checkpoints.open(base());
                var adapted = AdaptedCheckpoint.open(base, written)) {
            assertThat(adapted.tensors()).isEqualTo(base.tensors());
        }
    }

    @Test
    void aFolderWithoutConfigurationOrWeightsIsRefused() throws IOException {
        Path bare = adapter(TestAdapter.ofConfig("").with("q", Shape.of(1), 1));
        assertThatThrownBy(open(bare))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "A LoRA adapter must be a folder with adapter_config.json; %s has none."
                                .formatted(bare));
        Files.writeString(
                bare.resolve("adapter_config.json"), "{\"peft_type\": \"LORA\"," + RANK_ONE + "}");
        Files.move(bare.resolve("adapter_model.safetensors"), bare.resolve("adapter_model.bin"));
        assertThatThrownBy(open(bare))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "A LoRA adapter must be a folder with adapter_model.safetensors; %s has none. It has the pickle adapter_model.bin. Maybe save it with PEFT again."
                                .formatted(bare));
        Files.writeString(bare.resolve("adapter_config.json"), "{");
        assertThatThrownBy(open(bare))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(
                        bare.resolve("adapter_config.json") + " must be valid JSON:");
    }

    @Test
    void aMissingFactorIsNamed() {
        assertBad(
                TestAdapter.of(RANK_ONE).with("q.lora_A.weight", Shape.of(1, 3), 1, 1, 1),
                "WEIGHTS must have both factors of module 'q', but has no B of it.");
        assertBad(
                TestAdapter.of(RANK_ONE).with("q.lora_embedding_B", Shape.of(3, 1), 1, 1, 1),
                "WEIGHTS must have both factors of module 'q', but has no A of it.");
    }

    @Test
    void factorsThatDoNotFitAreNamedWithAllShapes() {
        assertBad(
                TestAdapter.of(RANK_ONE)
                        .with("q.lora_A.weight", Shape.of(1, 4), 1, 1, 1, 1)
                        .with("q.lora_B.weight", Shape.of(2, 1), 1, 1),
                "The factors of module 'q' must fit 'q.weight' of [2, 3] in BASE, found A [1, 4] and B [2, 1] in WEIGHTS.");
        assertBad(
                TestAdapter.of(RANK_ONE)
                        .with("q.lora_embedding_A", Shape.of(1, 3), 1, 1, 1)
                        .with("q.lora_embedding_B", Shape.of(2, 1), 1, 1),
                "The factors of module 'q' must fit 'q.weight' of [2, 3] in BASE, found A [1, 3] and B [2, 1] in WEIGHTS.");
        assertBad(
                TestAdapter.of("\"r\": 8, \"lora_alpha\": 1")
                        .with("q.lora_A.weight", Shape.of(1, 3), 1, 1, 1)
                        .with("q.lora_B.weight", Shape.of(2, 1), 1, 1),
                "Module 'q' must have rank 8 by adapter_config.json, but its A in WEIGHTS is [1, 3]. Maybe the two files are of different adapters.");
        assertBad(
                TestAdapter.of(RANK_ONE).with("q.weight", Shape.of(2, 4), new float[8]),
                "Tensor 'base_model.model.q.weight' of WEIGHTS must have the shape [2, 3] of 'q.weight' in BASE, found [2, 4].");
    }

    @Test
    void tensorsThatFitNoneOfTheBaseAreNamed() {
        assertBad(
                TestAdapter.of(RANK_ONE)
                        .with("qq.lora_A.weight", Shape.of(1, 3), 1, 1, 1)
                        .with("qq.lora_B.weight", Shape.of(2, 1), 1, 1),
                "Tensor 'base_model.model.qq.lora_A.weight' of WEIGHTS must belong to a tensor of BASE, but that has no 'qq.weight'. Did you mean 'q.weight'? Maybe the adapter was trained on another base.");
        assertBad(
                TestAdapter.of(RANK_ONE).with("q.lora_magnitude_vector", Shape.of(1), 1),
                "WEIGHTS must hold LoRA factors A and B and full tensors only, found 'base_model.model.q.lora_magnitude_vector'. That is DoRA, which is not supported.");
    }

    @Test
    void quantisedWeightsOfTheBaseAreRefused() {
        assertBad(
                TestAdapter.of(RANK_ONE)
                        .with("packed.lora_A.weight", Shape.of(1, 1), 1)
                        .with("packed.lora_B.weight", Shape.of(1, 1), 1),
                "Tensor 'packed.weight' of BASE must be of a float type for the adapter FOLDER, found U8: an adapter cannot be applied to quantised weights. Maybe there is an unquantised checkpoint of this model.");
    }

    @Test
    void aTensorThatIsStatedTwiceIsRefused() {
        assertBad(
                TestAdapter.of(RANK_ONE)
                        .with("q.lora_A.weight", Shape.of(1, 3), 1, 1, 1)
                        .with("q.lora_A.default.weight", Shape.of(1, 3), 1, 1, 1),
                "WEIGHTS must state each tensor once, but 'base_model.model.q.lora_A.weight' and 'base_model.model.q.lora_A.default.weight' mean the same.");
        assertBad(
                TestAdapter.of(RANK_ONE)
                        .with("q.lora_A.one.weight", Shape.of(1, 3), 1, 1, 1)
                        .with("q.lora_B.two.weight", Shape.of(2, 1), 1, 1),
                "WEIGHTS must hold one adapter, found one, two.");
        assertBad(
                TestAdapter.of(RANK_ONE)
                        .with("q.lora_A.weight", Shape.of(1, 3), 1, 1, 1)
                        .with("q.lora_B.weight", Shape.of(2, 1), 1, 1)
                        .with("m.q.lora_A.weight", Shape.of(1, 3), 1, 1, 1)
                        .with("m.q.lora_B.weight", Shape.of(2, 1), 1, 1),
                "WEIGHTS must change each tensor of BASE once, but 'base_model.model.m.q.lora_A.weight' is not the first for 'q.weight'.");
    }

    private Path base() {
        return TestAdapter.ofConfig("")
                .with(DType.F32, "q.weight", Shape.of(2, 3), new float[6])
                .withBytes("packed.weight", 4)
                .write(folder.resolve("base.safetensors"));
    }

    private Path adapter(TestAdapter adapter) {
        return adapter.writeTo(folder.resolve("a"));
    }

    private ThrowingCallable open(Path adapter) {
        return () -> {
            try (var base = Checkpoints.open(base())) {
                AdaptedCheckpoint.open(base, adapter).close();
            }
        };
    }

    private void assertRefused(Path adapter, String message) {
        assertThatThrownBy(open(adapter))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(adapter.resolve("adapter_config.json") + ": " + message);
    }

    private void assertBad(TestAdapter adapter, String message) {
        Path written = adapter(adapter);
        assertThatThrownBy(open(written))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        message.replace(
                                        "WEIGHTS",
                                        written.resolve("adapter_model.safetensors").toString())
                                .replace("FOLDER", written.toString())
                                .replace("BASE", folder.resolve("base.safetensors").toString()));
    }
}
