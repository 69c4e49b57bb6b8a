package dev.merganser.recipes.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AroundReaderTest {

    private static final String TIES =
            """
            merge_method: "merganser:ties"
            base_model: base
            models:
              - model: digits
            parameters:
              density: 0.5
              weight: 1
            """;

    @Test
    void allThreeStandBesideAMethodAndReadBack() {
        String text =
                TIES
                        + """
                        align: rebasin
                        compress:
                          compeft:
                            density: 0.2
                            alpha: 3
                        wrap:
                          lines:
                            alpha: 0.3
                            beta: 0.7
                        dtype: float32
                        """;
        Recipe recipe = RecipeReader.parse(text, "x.yml");
        assertThat(recipe.around())
                .isEqualTo(
                        AroundMethod.NONE
                                .withAlign(Alignment.REBASIN)
                                .withCompress(new CompeftSettings(.2, 3))
                                .withLines(new LinesSettings(.3, .7)));
        assertThat(RecipeWriter.write(recipe)).isEqualTo(text);
    }

    /** It would pass over the keys and make another model. */
    @ParameterizedTest
    @CsvSource({
        "align: rebasin",
        "'compress: {compeft: {density: 1, alpha: 1}}'",
        "'wrap: {lines: {alpha: 1, beta: 0}}'"
    })
    void mergekitRefusesTheNameThatIsWritten(String key) {
        String text = TIES.replace("\"merganser:ties\"", "ties");
        assertThat(RecipeWriter.write(RecipeReader.parse(text, "x.yml"))).isEqualTo(text);
        assertThat(RecipeWriter.write(RecipeReader.parse(text + key, "x.yml")))
                .startsWith("merge_method: \"merganser:ties\"\n");
    }

    @Test
    void aKeyWithoutAValueIsNone() {
        Recipe recipe = RecipeReader.parse(TIES + "wrap:\nalign: null\ncompress:\n", "x.yml");
        assertThat(recipe.around()).isEqualTo(AroundMethod.NONE);
    }

    @Test
    void whatIsAroundTheMethodIsPartOfTheIdentity() {
        Recipe plain = RecipeReader.parse(TIES, "x.yml");
        Recipe wrapped = RecipeReader.parse(TIES + "wrap: {lines: {alpha: 1, beta: 0}}", "x.yml");
        assertThat(wrapped.id()).isNotEqualTo(plain.id());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    wrap: lines                                    | wrap must be a mapping, found the text 'lines'
                    wrap: {line: {alpha: 1, beta: 1}}              | unknown key 'wrap.line'. Did you mean 'lines'? Known: lines
                    wrap: {lines: {alpha: 1}}                      | 'wrap.lines.beta' is missing
                    wrap: {lines: {alpha: 1, beta: x}}             | wrap.lines.beta must be a number, found the text 'x'
                    wrap: {lines: {alpha: 1, beta: 1, gamma: 1}}   | unknown key 'wrap.lines.gamma'. Known: alpha, beta
                    wrap: {}                                       | 'wrap.lines' is missing
                    align: true                                    | align must be rebasin, found true
                    align: rebase                                  | align must be rebasin, found the text 'rebase'
                    compress: {compeft: {density: 0, alpha: 1}}    | compress.compeft.density must be above 0 and at most 1, found 0.0
                    compress: {compeft: {density: 1.5, alpha: 1}}  | compress.compeft.density must be above 0 and at most 1, found 1.5
                    compress: {compeft: {density: 1, alpha: -1}}   | compress.compeft.alpha must be a finite number above 0, found -1.0
                    warp: {lines: {alpha: 1, beta: 1}}             | unknown key 'warp'. Did you mean 'wrap'?
                    """)
    void whatIsWrongIsNamedWithItsPlace(String key, String message) {
        assertThatThrownBy(() -> RecipeReader.parse(TIES + key, "x.yml"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("x.yml: " + message);
    }

    @Test
    void eachNeedsABase() {
        String text =
                """
                merge_method: linear
                models: [{model: a, parameters: {weight: 1}}]
                align: rebasin
                wrap: {lines: {alpha: 1, beta: 1}}
                """;
        assertThatThrownBy(() -> RecipeReader.parse(text, "x.yml"))
                .hasMessage("x.yml: 'base_model' is missing: align and wrap need one");
    }

    /** What is a whole expert where its layers are dealt out? */
    @ParameterizedTest
    @CsvSource({"align: rebasin", "'compress: {compeft: {density: 1, alpha: 1}}'"})
    void wholeExpertsStandInModels(String key) {
        String text =
                """
                merge_method: passthrough
                base_model: a
                slices: [{sources: [{model: a, layer_range: [0, 1]}]}]
                """;
        assertThatThrownBy(() -> RecipeReader.parse(text + key, "x.yml"))
                .hasMessage(
                        "x.yml: '%s' must stand beside 'models', found slices or modules"
                                .formatted(key.split(":", -1)[0]));
        assertThat(
                        RecipeReader.parse(text + "wrap: {lines: {alpha: 1, beta: 1}}", "x.yml")
                                .around()
                                .keys())
                .containsExactly("wrap");
    }
}
