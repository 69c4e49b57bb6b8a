package dev.merganser.recipes.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

class YamlScalarsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "-3, -3",
        "0.1, 0.1",
        "0.30000000000000004, 0.30000000000000004",
        "1e-5, 0.00001",
        "1e-8, 1.0e-08",
        "1.25e-9, 1.25e-09",
        "-2e-300, -2.0e-300",
        "123456789012345, 123456789012345",
        "1e15, 1.0e+15",
        "1.5e300, 1.5e+300",
        "4.9e-324, 4.9e-324",
    })
    void aNumberIsShortAndHasAPointWhereItHasAnExponent(double value, String expected) {
        assertThat(YamlScalars.number(value)).isEqualTo(expected);
    }

    @Test
    void digitsAreLatinWhateverTheLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(YamlScalars.number(1e-12)).isEqualTo("1.0e-12");
            assertThat(YamlScalars.number(0.25)).isEqualTo("0.25");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void everyNumberReadsBackExactly() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int i = 0; i < 10_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(YamlScalars.number(value))).isEqualTo(value);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "models/base, models/base",
                "../a-b_c+d@e, ../a-b_c+d@e",
                "yes, \"yes\"",
                "N, \"N\"",
                "Null, \"Null\"",
                "1.5, \"1.5\"",
                ".5, \".5\"",
                ".inf, \".inf\"",
                "-x, \"-x\"",
                "C:\\m, \"C:\\\\m\"",
                "a b, \"a b\"",
                "``, \"\"",
                "`a: \"b\"`, \"a: \\\"b\\\"\"",
                "été, \"été\"",
            })
    void aTextIsQuotedWhereItCouldBeTakenForSomethingElse(String text, String expected) {
        assertThat(YamlScalars.text(text)).isEqualTo(expected);
    }

    @Test
    void whatCannotBePrintedIsEscaped() {
        assertThat(YamlScalars.text("a\nb\t\u0085\uFEFF\uD83E\uDD86"))
                .isEqualTo("\"a\\u000Ab\\u0009\\u0085\\uFEFF\\U0001F986\"");
    }
}
