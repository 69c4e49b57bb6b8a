package dev.merganser.recipes.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;

class YamlMapTest {

    @Test
    void valuesAreReadByKindAndInTheOrderOfTheFile() {
        var map = YamlMap.parse("b: 1.5\na: text\nc: [1, {d: true}]\ne:\n", "x.yml");
        assertThat(map.keys()).containsExactly("b", "a", "c", "e");
        assertThat(map.number("b")).isEqualTo(1.5);
        assertThat(map.text("a")).isEqualTo("text");
        assertThat(map.list("c")).hasSize(2);
        assertThat(map.find("e")).containsInstanceOf(YamlValue.Empty.class);
    }

    @ParameterizedTest
    @CsvSource({
        ".5, 0.5",
        "-.5, -0.5",
        "+.5, 0.5",
        ".5e1, 5",
        "1., 1",
        "+1.5, 1.5",
        "+2, 2",
        "1e-5, 1e-5"
    })
    void numbersMayBeWrittenAsInPython(String text, double expected) {
        assertThat(YamlMap.parse("a: [" + text + "]", "x.yml").list("a"))
                .containsExactly(new YamlValue.Number(expected));
    }

    @Test
    void anUnknownKeyIsRefusedWithTheNearest() {
        var map = YamlMap.parse("space: {wieght: 1}", "search.yml").map("space");
        assertThatThrownBy(() -> map.only("weight", "density"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "search.yml: unknown key 'space.wieght'. Did you mean 'weight'?"
                                + " Known: density, weight");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: [1| not valid YAML",
                "a: 1\\na: 2| Duplicate",
                "[1, 2]| must hold a mapping",
                "a: .nan| finite",
                "a: .inf| finite",
                "a: 1e999| finite",
                "'a: b: c'| not valid YAML",
                "a:\\n\\t- b| not valid YAML",
            })
    void damagedOrHostileTextGivesOneLine(String text, String expected) {
        assertThatThrownBy(
                        () ->
                                YamlMap.parse(
                                        text.replace("\\n", "\n")
                                                .replace("\\t", "\t")
                                                .replace("'", ""),
                                        "x.yml"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining(expected.strip())
                .hasMessageStartingWith("x.yml: ")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1\\n\\t- b| not valid YAML, line 2: found character '\\t(TAB)' that cannot start any token.",
                "a: 1\\nb: {c: 1| not valid YAML, line 2: expected ',' or '}', but got <stream end>",
                "a: 1\\nb: 2\\na: 3| not valid YAML, line 3: Duplicate Object property \"a\"",
                "a: 1\\n---\\nb: 1| must hold one YAML document, found a second.",
                "#| must hold one YAML document, found none.",
            })
    void theProblemAndItsLineAreNamed(String text, String expected) {
        assertThatThrownBy(
                        () ->
                                YamlMap.parse(
                                        text.replace("\\n", "\n").replace("\\t", "\t"), "x.yml"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("x.yml: " + expected);
    }

    @Test
    void aliasesAreRefusedSoThatABombCannotGrow() {
        var bomb = "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\n";
        assertThatThrownBy(() -> YamlMap.parse(bomb, "x.yml"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "x.yml: not valid here, line 2: aliases (*a) are not read; write the value out.");
    }

    @Test
    void absurdNestingIsRefused() {
        assertThatThrownBy(() -> YamlMap.parse("a: " + "[".repeat(100_000), "x.yml"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "x.yml: too big for a file that a person wrote: Document nesting depth (501)"
                                + " exceeds the maximum allowed (500)");
    }

    @Test
    void aMissingFileAndAFolderAreNamed(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> YamlMap.read(folder.resolve("no.yml")))
                .isInstanceOf(WrongUseException.class)
                .hasMessageEndingWith("no.yml: no such file.");
        assertThatThrownBy(() -> YamlMap.read(Files.createDirectory(folder.resolve("d.yml"))))
                .hasMessageEndingWith("must be a YAML file, found a folder.");
    }

    @Test
    void aWholeNumberIsCheckedForItsRange() {
        var map = YamlMap.parse("n: 3.5\nm: 7", "x.yml");
        assertThat(map.findWhole("m", 1, 10)).contains(7L);
        assertThatThrownBy(() -> map.findWhole("n", 1, 10))
                .hasMessage("x.yml: n must be a whole number from 1 to 10, found the number 3.5");
    }
}
