package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Measures the tables of docs/cmaes.md, which stand between two marks. */
@Tag("slow")
class CmaEsPageTest {

    private static final Path PAGE = Path.of("../docs/cmaes.md");
    private static final boolean WRITES = Boolean.getBoolean("merganser.write-pages");
    private static final int SEEDS = 11;
    private static final int MOST = 400_000;

    @Test
    void thePageShowsTheCountsOfTodaysAlgorithm() throws IOException {
        replaced("published", published());
        replaced("measured", measured());
    }

    private static void replaced(String part, String table) throws IOException {
        String page = Files.readString(PAGE);
        String mark = "<!-- " + part + " -->\n";
        int begin = page.indexOf(mark) + mark.length();
        int end = page.indexOf("<!-- end -->", begin);
        if (WRITES) {
            Files.writeString(
                    PAGE, page.substring(0, begin) + "\n" + table + "\n" + page.substring(end));
        } else {
            assertThat(page.substring(begin, end)).isEqualTo("\n" + table + "\n");
        }
    }

    private static String published() {
        StringBuilder table =
                new StringBuilder(
                        """
                        | Form | Function | n | Start, step | Target | Published | Merganser |
                        | --- | --- | --- | --- | --- | --- | --- |
                        """);
        for (Published row : Published.ALL) {
            Descent descent = row.descent();
            table.append(
                    "| %s | %s | %d | %s, %s | %s | %d | %s |%n"
                            .formatted(
                                    row.form().name().toLowerCase(Locale.ROOT),
                                    row.label(),
                                    descent.genes(),
                                    number(descent.start()),
                                    number(descent.step()),
                                    String.valueOf(descent.target()).toLowerCase(Locale.ROOT),
                                    row.published(),
                                    row.counts(SEEDS).cell()));
        }
        return table.toString();
    }

    private static String measured() {
        StringBuilder table =
                new StringBuilder(
                        """
                        | Function | n | `cmaes` | `sep_cmaes` |
                        | --- | --- | --- | --- |
                        """);
        for (Landscape landscape : Landscape.ALL) {
            for (int genes : new int[] {5, 10, 20}) {
                Counts full = landscape.counts(CovarianceForm.FULL, genes, SEEDS, MOST);
                Counts diagonal = landscape.counts(CovarianceForm.SEPARABLE, genes, SEEDS, MOST);
                table.append(
                        "| %s | %d | %s | %s |%n"
                                .formatted(landscape.label(), genes, full.cell(), diagonal.cell()));
            }
        }
        return table.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) ? "" + (int) value : "" + value;
    }
}
