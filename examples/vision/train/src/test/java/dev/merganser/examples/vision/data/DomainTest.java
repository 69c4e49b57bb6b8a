package dev.merganser.examples.vision.data;

import static dev.merganser.examples.vision.data.LabelledImages.PIXELS;
import static dev.merganser.examples.vision.data.LabelledImages.SIDE;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

class DomainTest {

    private static final byte[] PICTURE = picture(5);

    @ParameterizedTest
    @EnumSource(Domain.class)
    void onePictureAlwaysBecomesTheSameOne(Domain domain) {
        byte[] first = domain.apply(PICTURE);

        assertThat(domain.apply(PICTURE)).isEqualTo(first).hasSize(PIXELS);
        assertThat(PICTURE).isEqualTo(picture(5));
    }

    @Test
    void aTiltTakesWhatIsOnTheRightDown() {
        byte[] tilted = Domain.TILTED.apply(dot(14, 24));

        assertThat(places(tilted)).hasSizeBetween(1, 2).allMatch(at -> near(at, 19, 23));
    }

    @Test
    void aShrunkPictureIsInTheMiddle() {
        byte[] white = new byte[PIXELS];
        Arrays.fill(white, (byte) 255);

        List<Integer> kept = places(Domain.SHRUNK.apply(white));

        assertThat(kept).hasSize(20 * 20).contains(4 * SIDE + 4, 23 * SIDE + 23);
        assertThat(places(Domain.SHRUNK.apply(dot(14, 24))))
                .hasSize(1)
                .allMatch(at -> near(at, 14, 21));
    }

    @Test
    void fadedPicturesAreGrey() {
        byte[] faded = Domain.FADED.apply(dot(14, 24));

        assertThat(faded[0]).isEqualTo((byte) 64);
        assertThat(faded[14 * SIDE + 24]).isEqualTo((byte) 191);
    }

    @Test
    void noiseLeavesFivePixelsInSix() {
        byte[] noisy = Domain.NOISY.apply(PICTURE);
        long kept = IntStream.range(0, PIXELS).filter(i -> noisy[i] == PICTURE[i]).count();

        assertThat(kept).isBetween(PIXELS * 3L / 4, PIXELS * 9L / 10);
    }

    @Test
    void picturesAreMixedInTurnAndKeepTheirLabels() {
        List<Domain> domains = List.of(Domain.values());
        int[] labels = IntStream.range(0, 7).toArray();
        LabelledImages mixed = Domain.mixed(repeated(7, labels));

        for (int i = 0; i < labels.length; i++) {
            Domain domain = domains.get(i % domains.size());
            assertThat(mixed.range(i, 1).contents())
                    .isEqualTo(Set.of(ByteBuffer.wrap(domain.apply(PICTURE))));
            assertThat(mixed.label(i)).isEqualTo(i);
        }
    }

    private static LabelledImages repeated(int count, int[] labels) {
        ByteBuffer pixels = ByteBuffer.allocate(count * PIXELS);
        for (int i = 0; i < count; i++) {
            pixels.put(PICTURE);
        }
        return LabelledImages.of(pixels.array(), labels);
    }

    /** Black but for a white pixel. */
    private static byte[] dot(int y, int x) {
        byte[] dot = new byte[PIXELS];
        dot[y * SIDE + x] = (byte) 255;
        return dot;
    }

    private static List<Integer> places(byte[] image) {
        return IntStream.range(0, PIXELS).filter(i -> image[i] != 0).boxed().toList();
    }

    private static boolean near(int place, int y, int x) {
        return Math.abs(place / SIDE - y) <= 1 && Math.abs(place % SIDE - x) <= 1;
    }

    private static byte[] picture(long seed) {
        byte[] picture = new byte[PIXELS];
        Shuffle.generator(seed).nextBytes(picture);
        return picture;
    }
}
