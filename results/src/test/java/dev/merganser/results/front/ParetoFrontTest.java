package dev.merganser.results.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.results.front.ParetoFront.Member;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class ParetoFrontTest {

    @Test
    void keepsWhatNothingDominates() {
        ParetoFront front =
                told(member(1, 3, 3), member(2, 1, 4), member(3, 4, 1), member(4, 2, 2));

        assertThat(front.candidates()).containsExactly(2, 3, 4);
    }

    @Test
    void aDominatedCandidateChangesNothing() {
        ParetoFront front = told(member(1, 1, 1));

        assertThat(front.with(member(2, 1, 2))).isSameAs(front);
        assertThat(front.with(member(3, 1, 1))).isSameAs(front);
    }

    @Test
    void ofEqualCostsTheLowestNumberStays() {
        assertThat(told(member(5, 1, 1), member(2, 1, 1)).candidates()).containsExactly(2);
        assertThat(told(member(2, 1, 1), member(5, 1, 1)).candidates()).containsExactly(2);
    }

    @Test
    void dominatesMeansNowhereWorseAndSomewhereBetter() {
        assertThat(member(1, 1, 2).dominates(member(2, 1, 3))).isTrue();
        assertThat(member(1, 1, 2).dominates(member(2, 1, 2))).isFalse();
        assertThat(member(1, 1, 2).dominates(member(2, 2, 1))).isFalse();
    }

    @Test
    void isTheSameInAnyOrderAndEqualsThePlainDefinition() {
        for (long seed = 0; seed < 100; seed++) {
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            int objectives = 1 + (int) (seed % 4);
            List<Member> members =
                    new ArrayList<>(
                            IntStream.rangeClosed(1, 60)
                                    .mapToObj(n -> random(n, objectives, random))
                                    .toList());
            List<Integer> plain = plain(members);

            assertThat(told(members.toArray(Member[]::new)).candidates())
                    .as("seed %d", seed)
                    .isEqualTo(plain);
            Collections.shuffle(members, new Random(seed));
            assertThat(told(members.toArray(Member[]::new)).candidates())
                    .as("shuffled, seed %d", seed)
                    .isEqualTo(plain);
        }
    }

    @Test
    void refusesNaN() {
        assertThatThrownBy(() -> member(7, 1, Double.NaN)).hasMessageContaining("candidate 7");
    }

    private static List<Integer> plain(List<Member> members) {
        return members.stream()
                .filter(m -> members.stream().noneMatch(other -> other.dominates(m)))
                .filter(
                        m ->
                                members.stream()
                                        .filter(other -> other.costs().equals(m.costs()))
                                        .allMatch(other -> other.candidate() >= m.candidate()))
                .map(Member::candidate)
                .sorted()
                .toList();
    }

    private static Member random(int number, int objectives, RandomGenerator random) {
        return new Member(
                number,
                Stream.generate(() -> (double) random.nextInt(6)).limit(objectives).toList());
    }

    private static ParetoFront told(Member... members) {
        ParetoFront front = ParetoFront.empty();
        for (Member member : members) {
            front = front.with(member);
        }
        return front;
    }

    private static Member member(int number, double first, double second) {
        return new Member(number, List.of(first, second));
    }
}
