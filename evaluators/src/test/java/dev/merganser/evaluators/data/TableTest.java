package dev.merganser.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

class TableTest {

    @TempDir Path folder;

    @Test
    void jsonLinesHoldAllKindsOfFields() throws IOException {
        Table table =
                read(
                        "x.jsonl",
                        """
                        {"a": "one", "n": 2.5, "yes": true, "v": [1, -2e1], "t": ["x", "y"], "none": null, "q": {"stem": "why", "id": 12}}

                        {"a": ""}
                        """);
        assertThat(table.count()).isEqualTo(2);
        assertThat(table.text(0, "a")).isEqualTo("one");
        assertThat(table.number(0, "n")).isEqualTo(2.5);
        assertThat(table.flag(0, "yes")).isTrue();
        assertThat(table.numbers(0, "v")).containsExactly(1, -20);
        assertThat(table.texts(0, "t")).containsExactly("x", "y");
        assertThat(table.has(0, "none")).isFalse();
        assertThat(table.text(0, "q.stem")).isEqualTo("why");
        assertThat(table.text(0, "q.id")).isEqualTo("12");
        assertThat(table.whole(0, "q.id", 0, 12)).isEqualTo(12);
        assertThat(table.text(1, "a")).isEmpty();
        assertThat(table.place(1)).isEqualTo(folder.resolve("x.jsonl") + ", line 3");
    }

    @Test
    void csvCellsMayHoldCommasQuotesAndLineBreaks() throws IOException {
        Table table =
                read(
                        "x.csv",
                        "\uFEFFa, n ,v\r\n\"one, \"\"two\"\"\nthree\",2.5,\"[1, 2]\"\r\n\r\nfour,,\"[\"\"x\"\"]\"\r\n");
        assertThat(table.count()).isEqualTo(2);
        assertThat(table.text(0, "a")).isEqualTo("one, \"two\"\nthree");
        assertThat(table.number(0, "n")).isEqualTo(2.5);
        assertThat(table.numbers(0, "v")).containsExactly(1, 2);
        assertThat(table.texts(1, "v")).containsExactly("x");
        assertThat(table.has(1, "n")).isFalse();
        assertThat(table.place(1)).endsWith("x.csv, line 5");
    }

    @Test
    void quotesInTsvAreCharacters() throws IOException {
        Table table = read("x.tsv", "a\tb\n\"open\t say \"hi\"\nx\t TRUE \n");
        assertThat(table.text(0, "a")).isEqualTo("\"open");
        assertThat(table.text(0, "b")).isEqualTo(" say \"hi\"");
        assertThat(table.flag(1, "b")).isTrue();
    }

    @Test
    void aGzippedFileIsReadByItsContent() throws IOException {
        Path file = folder.resolve("x.jsonl.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"a\": \"é\"}".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Table.read(file).text(0, "a")).isEqualTo("é");
    }

    @Test
    void aFieldThatIsMissingOnLine812IsNamedWithFileAndLine() throws IOException {
        String text =
                "{\"gold\": 1}\n".repeat(811) + "{\"Gold\": 1}\n" + "{\"gold\": 1}\n".repeat(3);
        Table table = read("x.jsonl", text);
        assertThatThrownBy(() -> table.number(811, "gold"))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        folder.resolve("x.jsonl")
                                + ", line 812: field 'gold' must be a number, found nothing. Did you mean 'Gold'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"x\"| a number, found the text 'x'.",
                "1e999| a number, found the number Infinity.",
                "[1]| a number, found a list of numbers.",
                "[]| a number, found an empty list.",
                "[{}]| a number, found a list of other things.",
                "true| a number, found true.",
                "null| a number, found nothing.",
                "{\"c\": 1}| a number, found nothing.",
            })
    void anotherKindThanAskedForIsNamed(String value, String message) throws IOException {
        Table table = read("x.jsonl", "{\"b\": %s}".formatted(value));
        assertThatThrownBy(() -> table.number(0, "b"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(", line 1: field 'b' must be " + message);
    }

    @Test
    void eachAccessorSaysWhatItNeeds() throws IOException {
        Table table = read("x.csv", "a\nx\n");
        assertMust(() -> table.number(0, "a"), "a number, found 'x'");
        assertMust(() -> table.whole(0, "a", 0, 3), "a whole number from 0 to 3, found 'x'");
        assertMust(() -> table.flag(0, "a"), "true or false, found 'x'");
        assertMust(() -> table.numbers(0, "a"), "a list of numbers, found 'x'");
        assertMust(() -> table.texts(0, "a"), "a list of texts, found 'x'");
        Table lists = read("x.jsonl", "{\"a\": [1]}");
        assertMust(() -> lists.text(0, "a"), "a text, found a list of numbers");
        assertMust(() -> lists.texts(0, "a"), "a list of texts, found a list of numbers");
        assertMust(() -> lists.whole(0, "b", 1, Integer.MAX_VALUE), "a whole number from 1, found");
    }

    private static void assertMust(Runnable access, String message) {
        assertThatThrownBy(access::run)
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(", line ")
                .hasMessageContaining("must be " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x.jsonl|{\"a\": 1}\\n{\"a\"| , line 2: must be one JSON object (",
                "x.jsonl|[1]| , line 1: must be one JSON object.",
                "x.jsonl|{\"a.b\": 1, \"a\": {\"b\": 2}}| , line 1: field 'a.b' must be there once.",
                "x.jsonl|{\"a\": 1, \"a\": 2}| , line 1: must be one JSON object (",
                "x.jsonl|\\n\\n| : must hold at least one row, found none.",
                "x.csv|a,b\\n| : must hold at least one row, found none.",
                "x.csv|a,b\\n\\n1,2,3\\n| , line 3: must have 2 cells as the first line, found 3.",
                "x.csv|a,a\\n1,2\\n| , line 1: columns must have different names, found 'a' twice or none.",
                "x.csv|a,b\\n1,\"x\\n2,y\\n| , line 2: a double quote is opened and never closed.",
                "x.csv|a,b\\n1,\"x\"y\\n| , line 1: what follows must be CSV (Unexpected character after closing quote: 'y' (0x79)). Maybe a double quote is not closed.",
                "x.tsv|a\\tb\\n1\\n| , line 2: must have 2 cells as the first line, found 1.",
            })
    void aBadLineIsNamed(String name, String text, String message) {
        assertThatThrownBy(() -> read(name, text.replace("\\n", "\n").replace("\\t", "\t").strip()))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(folder.resolve(name) + message)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.jsonl", "x.csv", "x.tsv"})
    void otherBytesThanUtf8AreNamed(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, new byte[] {'a', '\n', 'b', (byte) 0xe9, '\n'});
        assertThatThrownBy(() -> Table.read(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("line ");
    }

    @Test
    void deepNestingIsRefusedInOneLine() {
        String deep = "{\"a\": " + "[".repeat(20_000) + "]".repeat(20_000) + "}";
        assertThatThrownBy(() -> read("x.jsonl", deep))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(", line 1: must be one JSON object (");
    }

    @Test
    void aLineWithoutEndIsRefusedBeforeItFillsTheMemory() {
        var in = new ByteArrayInputStream("ok\nlong line".getBytes(StandardCharsets.UTF_8));
        List<String> taken = new ArrayList<>();
        assertThatThrownBy(() -> TextLines.each(in, "x", 5, (text, _) -> taken.add(text)))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "x, line 2: must be at most 5 bytes long, but goes on. Maybe the file has no line breaks.");
        assertThat(taken).containsExactly("ok");
    }

    @Test
    void parquetAndUnknownEndingsAreWrongUse() {
        assertThatThrownBy(() -> read("x.parquet", ""))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("Parquet is not read. Convert it");
        assertThatThrownBy(() -> read("x.txt", ""))
                .isInstanceOf(WrongUseException.class)
                .hasMessageEndingWith(
                        "x.txt: a data file must end in .jsonl, .csv or .tsv, or one of these with .gz.");
        assertThatThrownBy(() -> Table.read(folder.resolve("none.csv")))
                .isInstanceOf(WrongUseException.class)
                .hasMessageEndingWith("none.csv: no such data file.");
    }

    private Table read(String name, String text) throws IOException {
        return Table.read(Files.writeString(folder.resolve(name), text));
    }
}
