package dev.merganser.recipes.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotedTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Unexpected end-of-input: expected close marker for Object (start marker at [Source: REDACTED (`X.Y` disabled); line: 1])"
                        + " | Unexpected end-of-input: expected close marker for Object",
                "Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"
                        + " | Non-standard token 'NaN'",
                "Document nesting depth (501) exceeds the maximum allowed (500, from `StreamReadConstraints.getMaxNestingDepth()`)"
                        + " | Document nesting depth (501) exceeds the maximum allowed (500)",
                "Unexpected character ('x' (code 120)) | Unexpected character ('x' (code 120))",
            })
    void whatAJsonParserTellsProgrammersIsLeftOut(String message, String words) {
        assertThat(Quoted.json(message)).isEqualTo(words);
    }
}
