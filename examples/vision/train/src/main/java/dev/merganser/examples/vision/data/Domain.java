package dev.merganser.examples.vision.data;

import static dev.merganser.examples.vision.data.LabelledImages.PIXELS;
import static dev.merganser.examples.vision.data.LabelledImages.SIDE;

import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** A way that pictures look. The same picture always becomes the same one. */
public enum Domain {
    /** As they are. */
    PLAIN,
    /** Turned by 30 degrees to the right, black where nothing was. */
    TILTED,
    /** At 7 tenths of its size, black around. */
    SHRUNK,
    /** With half of the contrast, from dark grey to light grey. */
    FADED,
    /** One pixel in six is any grey, by lot; the picture is the seed. */
    NOISY;

    private static final double ANGLE = StrictMath.PI / 6;
    private static final double SMALLER = 0.7;
    private static final int DARKEST = 64;
    private static final int NOISE = 6;
    private static final double MIDDLE = (SIDE - 1) / 2.0;

    /** The picture {@code [28, 28]} in this domain, as a new array. */
    byte[] apply(byte[] image) {
        return switch (this) {
            case PLAIN -> image.clone();
            case TILTED -> drawn(image, ANGLE, 1);
            case SHRUNK -> drawn(image, 0, SMALLER);
            case FADED -> faded(image);
            case NOISY -> noisy(image);
        };
    }

    private static byte[] faded(byte[] image) {
        byte[] faded = new byte[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            faded[i] = (byte) (DARKEST + Byte.toUnsignedInt(image[i]) / 2);
        }
        return faded;
    }

    private static byte[] noisy(byte[] image) {
        RandomGenerator random = Shuffle.generator(Arrays.hashCode(image));
        byte[] noisy = image.clone();
        for (int i = 0; i < PIXELS; i++) {
            if (random.nextInt(NOISE) == 0) {
                noisy[i] = (byte) random.nextInt(256);
            }
        }
        return noisy;
    }

    /** The name in files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All pictures in this domain, with their labels. */
    public LabelledImages of(LabelledImages images) {
        return images.changed(_ -> this::apply);
    }

    /** Each picture in one domain, in turn. */
    public static LabelledImages mixed(LabelledImages images) {
        Domain[] all = values();
        return images.changed(index -> all[index % all.length]::apply);
    }

    /** The picture turned to the right and then made smaller, each pixel the nearest of before. */
    private static byte[] drawn(byte[] image, double angle, double size) {
        double cosine = StrictMath.cos(angle) / size;
        double sine = StrictMath.sin(angle) / size;
        byte[] drawn = new byte[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            double down = Math.floorDiv(i, SIDE) - MIDDLE;
            double right = i % SIDE - MIDDLE;
            long y = Math.round(MIDDLE + cosine * down - sine * right);
            long x = Math.round(MIDDLE + sine * down + cosine * right);
            boolean inside = y >= 0 && y < SIDE && x >= 0 && x < SIDE;
            drawn[i] = inside ? image[(int) (y * SIDE + x)] : 0;
        }
        return drawn;
    }
}
