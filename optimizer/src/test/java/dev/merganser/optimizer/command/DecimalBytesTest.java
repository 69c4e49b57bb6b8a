package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalBytesTest {

    @ParameterizedTest
    @CsvSource({
        "5GB, 5000000000",
        "800 mb, 800000000",
        "1.5G, 1500000000",
        "12k, 12000",
        "2TB, 2000000000000",
        "5B, 5000000000",
        "123, 123"
    })
    void unitsArePowersOfTen(String text, long bytes) {
        assertThat(DecimalBytes.parse(text, "--size")).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0GB",
                "-1",
                "5BB",
                "5GiB",
                "GB",
                "1e9",
                "NaN",
                "999999999999999999TB"
            })
    void anythingElseIsRefusedWithExamples(String text) {
        assertThatThrownBy(() -> DecimalBytes.parse(text, "--size"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "--size must be a size of at least one byte, such as 5GB, 800MB or 5000000000; found '%s'."
                                .formatted(text));
    }
}
