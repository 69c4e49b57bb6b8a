package dev.merganser.evaluators.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class KeptOutputTest {

    private static final int KEPT = KeptOutput.KEPT;

    private static KeptOutput of(String text) {
        var kept = new KeptOutput();
        kept.takeAll(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return kept;
    }

    private static String letters(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.valueOf((char) ('a' + i % 23)))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, KEPT - 1, KEPT, KEPT + 1, 2 * KEPT - 1, 2 * KEPT})
    void outputThatFitsIsKeptWhole(int length) {
        assertThat(of(letters(length)).text()).isEqualTo(letters(length));
    }

    @ParameterizedTest
    @ValueSource(ints = {2 * KEPT + 1, 3 * KEPT, 5 * KEPT + 207})
    void ofMoreTheBeginningAndTheEndAreKept(int length) {
        String all = letters(length);
        assertThat(of(all).text())
                .isEqualTo(
                        "%s%n[%d bytes are left out]%n%s"
                                .formatted(
                                        all.substring(0, KEPT),
                                        length - 2 * KEPT,
                                        all.substring(length - KEPT)));
    }

    @Test
    void theLastLineIsThatWhichSaysSomething() {
        assertThat(of("").lastLine()).isEmpty();
        assertThat(of("\n \n").lastLine()).isEmpty();
        assertThat(of("one\ntwo \n\n").lastLine()).isEqualTo("two");
        assertThat(of("10 %\r20 %\rdone: \u001b[31mred\u001b[0m").lastLine())
                .isEqualTo("done: red");
    }
}
