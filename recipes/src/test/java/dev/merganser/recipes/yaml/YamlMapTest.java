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
                "- a| must hold a mapping (key: value), found a list.",
                "a| must hold a mapping (key: value), found the text 'a'.",
                "null| must hold a mapping (key: value), found nothing.",
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
    void anAliasStandsForWhatItsAnchorMarks() {
        var map =
                YamlMap.parse(
                        """
                        weight: &w [0, 0.5]
                        name: &n "7"
                        models:
                        - {model: *n, parameters: &p {weight: *w, density: 1}}
                        - {model: b, parameters: *p}
                        """,
                        "x.yml");
        assertThat(map.list("models")).hasSize(2);
        assertThat(((YamlValue.Mapping) map.list("models").get(0)).map().text("model"))
                .isEqualTo("7");
        YamlMap last = ((YamlValue.Mapping) map.list("models").get(1)).map().map("parameters");
        assertThat(last.path()).isEqualTo("models[1].parameters");
        assertThat(last.list("weight")).isEqualTo(map.list("weight"));
        assertThat(last.number("density")).isEqualTo(1);
    }

    @Test
    void anUnknownKeyAtTheTopMayStandThereForItsAliases() {
        var map = YamlMap.parse("common: &c {x: 1}\nlist: &l [1]\nweight: *c\n", "x.yml");
        assertThat(map.only("weight").map("weight").number("x")).isEqualTo(1);
        var near = YamlMap.parse("wieght: &c {x: 1}\nweight: *c\n", "x.yml");
        assertThatThrownBy(() -> near.only("weight"))
                .hasMessage("x.yml: unknown key 'wieght'. Did you mean 'weight'? Known: weight");
        var inner = YamlMap.parse("a: {b: &c 1}\nweight: *c\n", "x.yml");
        assertThatThrownBy(() -> inner.map("a").only("weight"))
                .hasMessage("x.yml: unknown key 'a.b'. Known: weight");
        assertThatThrownBy(() -> inner.only("weight"))
                .hasMessage("x.yml: unknown key 'a'. Known: weight");
    }

    @Test
    void anEmptyValueOrAKeyDoesNotShiftTheAnchorsThatFollow() {
        var map = YamlMap.parse("e:\nf: ''\n&k g: [1, ~]\nn: &n x\nm: *n\n", "x.yml");
        assertThat(map.text("m")).isEqualTo("x");
    }

    @Test
    void aMergeKeyTakesOverWhatAMappingDoesNotSayItself() {
        var map =
                YamlMap.parse(
                        """
                        first: &a {x: 1, y: 2}
                        second: &b {y: 3, z: 4}
                        both: {y: 5, <<: [*a, *b]}
                        one:
                          <<: *b
                          w: 6
                        """,
                        "x.yml");
        assertThat(map.map("both").keys()).containsExactlyInAnyOrder("x", "y", "z");
        assertThat(map.map("both").number("x")).isEqualTo(1);
        assertThat(map.map("both").number("y")).isEqualTo(5);
        assertThat(map.map("both").number("z")).isEqualTo(4);
        assertThat(map.map("one").number("y")).isEqualTo(3);
        assertThat(map.map("one").number("w")).isEqualTo(6);
    }

    @Test
    void aBombOfAliasesIsRefusedBeforeItGrows() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 20; i++) {
            String inner = ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, inner));
        }
        assertThatThrownBy(() -> YamlMap.parse(bomb.toString(), "x.yml"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "x.yml: not valid here, line 5: aliases may stand for at most 100000 values in"
                                + " all; *a3 makes it 101218.");
    }

    @Test
    void aChainOfAliasesNestsNoDeeperThanAPersonWould() {
        var chain = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 400; i++) {
            chain.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
        }
        assertThatThrownBy(() -> YamlMap.parse(chain.toString(), "x.yml"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("x.yml: not valid here, line 101: values may nest 100 deep at most.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b: 1\\na: *x| line 2: *x must stand after what &x marks; found none that ends before it.",
                "a: &x [*x]| line 1: *x must stand after what &x marks; found none that ends before it.",
                "a: {<<: 3}| line 1: << takes over a mapping or a list of mappings.",
                "a: &x 3\\nb: {<<: [*x]}| line 2: << takes over a mapping or a list of mappings.",
                "a: !!binary aGk=| line 1: only texts, numbers, flags, lists and mappings are read.",
            })
    void wrongAliasesGiveOneLine(String text, String expected) {
        assertThatThrownBy(() -> YamlMap.parse(text.replace("\\n", "\n"), "x.yml"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("x.yml: not valid here, " + expected);
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
