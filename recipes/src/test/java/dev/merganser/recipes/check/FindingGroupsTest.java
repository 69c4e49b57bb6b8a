package dev.merganser.recipes.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.error.Finding;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class FindingGroupsTest {

    @Test
    void oneProblemOfManyTensorsIsToldThreeTimes() {
        List<Finding> all = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            all.add(shape("w" + i, "[" + i + ", 2]"));
            all.add(Finding.badData("Tensor 'v%d' of 'a' must be of a float type".formatted(i)));
        }
        assertThat(FindingGroups.shortened(all))
                .containsExactly(
                        shape("w0", "[0, 2]"),
                        shape("w1", "[1, 2]"),
                        shape("w2", "[2, 2]"),
                        Finding.badData("6 more tensors like 'w2': 'w3', 'w4', 'w5' and 3 others."),
                        Finding.badData("Tensor 'v0' of 'a' must be of a float type"),
                        Finding.badData("Tensor 'v1' of 'a' must be of a float type"),
                        Finding.badData("Tensor 'v2' of 'a' must be of a float type"),
                        Finding.badData(
                                "6 more tensors like 'v2': 'v3', 'v4', 'v5' and 3 others."));
    }

    @Test
    void whatIsShortAndWhatIsNotAboutTensorsStays() {
        List<Finding> all =
                Stream.concat(
                                Stream.of("a", "b", "c", "d").map(name -> shape(name, "[1]")),
                                Stream.of(1, 2, 3, 4, 5, 6)
                                        .map(i -> Finding.warning("Filter " + i)))
                        .toList();
        assertThat(FindingGroups.shortened(all)).isEqualTo(all);
    }

    private static Finding shape(String tensor, String shape) {
        return Finding.badData(
                "Tensor '%s' must have one shape, found %s".formatted(tensor, shape));
    }
}
