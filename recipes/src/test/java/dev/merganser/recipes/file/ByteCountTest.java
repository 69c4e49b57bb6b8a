package dev.merganser.recipes.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteCountTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "999, 999 bytes",
        "1000, 1.00 KB",
        "9994999, 9.99 MB",
        "9995000, 10.0 MB",
        "650123456, 650 MB",
        "999499999, 999 MB",
        "999500000, 1.00 GB",
        "2500000000000000, 2500 TB"
    })
    void sizesAreToldWithThreeDigits(long bytes, String text) {
        assertThat(ByteCount.text(bytes)).isEqualTo(text);
    }
}
