package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

class StreamsTest {

    @Test
    void aStreamIsAFunctionOfSeedNameAndNumber() {
        Set<Long> firstDraws = new HashSet<>();
        for (long seed = 0; seed < 10; seed++) {
            for (String name : new String[] {"nsga2", "cmaes", "nsga", "2", ""}) {
                for (long number = 0; number < 100; number++) {
                    firstDraws.add(Streams.of(seed, name, number).nextLong());
                }
            }
        }
        assertThat(firstDraws).hasSize(10 * 5 * 100);
        assertThat(Streams.of(1, "nsga2", 2).nextLong())
                .isEqualTo(Streams.of(1, "nsga2", 2).nextLong());
    }

    /** Frozen: another value here changes every seeded result. */
    @Test
    void drawsNeverChange() {
        assertThat(Streams.of(42, "nsga2", 7).nextLong()).isEqualTo(7669725308038782121L);
        assertThat(new Gaussians(Streams.of(42, "cmaes", 7)).next()).isEqualTo(0.3158148022509871);
    }

    @Test
    void gaussiansAreStandardNormal() {
        double[] draws = new Gaussians(Streams.of(1, "test", 0)).vector(200_000);
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        for (double draw : draws) {
            sum += draw;
            squares += draw * draw;
            fourth += draw * draw * draw * draw;
        }
        assertThat(sum / draws.length).isCloseTo(0, within(0.01));
        assertThat(squares / draws.length).isCloseTo(1, within(0.01));
        assertThat(fourth / draws.length).isCloseTo(3, within(0.08));
    }
}
