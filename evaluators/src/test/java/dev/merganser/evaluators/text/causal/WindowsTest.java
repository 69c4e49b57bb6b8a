package dev.merganser.evaluators.text.causal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class WindowsTest {

    @Test
    void eachTokenIsPredictedOnceAndEachWindowBeginsWithTheLastOfTheOneBefore() {
        List<Piece> pieces = Windows.rolling(new int[] {9, 1, 2, 3, 4, 5, 6}, 1, 3);
        assertThat(pieces).hasSize(2);
        assertThat(pieces.get(0).given().ids()).containsExactly(9, 1, 2);
        assertThat(pieces.get(0).targets()).containsExactly(1, 2, 3);
        assertThat(pieces.get(1).given().ids()).containsExactly(3, 4, 5);
        assertThat(pieces.get(1).targets()).containsExactly(4, 5, 6);
        assertThat(pieces).allMatch(piece -> piece.first() == 0);
    }

    @Test
    void everyLengthIsCoveredWhateverTheWindow() {
        for (int length = 2; length < 14; length++) {
            for (int most = 1; most < 6; most++) {
                for (int begin = 1; begin < Math.min(4, length); begin++) {
                    int[] tokens = IntStream.range(0, length).toArray();
                    assertCovers(Windows.rolling(tokens, begin, most), begin, length, most);
                }
            }
        }
    }

    private static void assertCovers(List<Piece> pieces, int begin, int length, int most) {
        List<Integer> predicted = new ArrayList<>();
        for (Piece piece : pieces) {
            assertThat(piece.given().length()).isLessThanOrEqualTo(most);
            for (int j = 0; j < piece.targets().length; j++) {
                assertThat(piece.given().ids()[piece.first() + j])
                        .isEqualTo(piece.targets()[j] - 1);
                predicted.add(piece.targets()[j]);
            }
        }
        assertThat(predicted)
                .containsExactlyElementsOf(IntStream.range(begin, length).boxed().toList());
    }

    @Test
    void anEndingIsGivenAsMuchOfWhatIsBeforeAsFits() {
        int[] tokens = {1, 2, 3, 4, 5};
        assertThat(Windows.ending(tokens, 3, 10).given().ids()).containsExactly(1, 2, 3, 4);
        Piece cut = Windows.ending(tokens, 3, 2);
        assertThat(cut.given().ids()).containsExactly(3, 4);
        assertThat(cut.first()).isEqualTo(0);
        assertThat(cut.targets()).containsExactly(4, 5);
    }
}
