package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterPrinterTest {

    @ParameterizedTest
    @CsvSource({
        "1, 100 %",
        "0.9999999999999, 100 %",
        "0.99999, 99.99 %",
        "0.99996, 99.99 %",
        "0.9999, 99.99 %",
        "0.88427, 88.42 %",
        "0.00012345, 0.01234 %",
        "0, 0.0 %"
    })
    void whatIsNotKeptWholeDoesNotLookSo(double share, String text) {
        assertThat(AdapterPrinter.kept(share)).isEqualTo(text);
    }
}
