package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.graph.Attribute;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionRulesTest {

    @ParameterizedTest
    @CsvSource({
        "1,1,0,0", "1,1,1,1", "1,2,2,2", "2,1,0,0", "2,1,1,0", "2,2,2,1", "3,1,0,2", "4,3,3,3"
    })
    void windowsSlideOverAnAxis(long stride, long dilation, long begin, long end) {
        for (long size : new long[] {5, 6, 8}) {
            OneNode.of(
                            "Conv",
                            Attribute.ints("strides", stride),
                            Attribute.ints("dilations", dilation),
                            Attribute.ints("pads", begin, end))
                    .input("x", 2, 2, size)
                    .input("w", 3, 2, 2)
                    .input("b", 3)
                    .differences()
                    .check();
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,1,1", "2,3,1", "1,1,2", "2,2,2", "3,1,4", "2,3,4"})
    void windowsSlideOverImagesInGroups(long stride, long otherStride, long groups) {
        for (long height : new long[] {4, 5}) {
            OneNode.of(
                            "Conv",
                            Attribute.ints("kernel_shape", 3, 2),
                            Attribute.ints("strides", stride, otherStride),
                            Attribute.ints("pads", 1, 0, 1, 2),
                            Attribute.of("group", groups))
                    .input("x", 2, 4, height, 6)
                    .input("w", 8, 4 / groups, 3, 2)
                    .input("b", 8)
                    .differences()
                    .check();
        }
    }

    @Test
    void sizesOfImagesMayDifferFromTheProbe() {
        OneNode.of("Conv", Attribute.ints("strides", 2, 2), Attribute.ints("pads", 1, 1, 1, 1))
                .input("x", "batch", 2, "height", "width")
                .input("w", 3, 2, 3, 3)
                .differences()
                .check();
    }

    @ParameterizedTest
    @CsvSource({"NOTSET,1,1", "NOTSET,2,3", "NOTSET,3,1", "SAME_UPPER,2,1", "SAME_LOWER,1,3"})
    void largeWindowsSlideOverImages(String mode, long stride, long otherStride) {
        Attribute pads = Attribute.ints("pads", 1, 0, 2, 1);
        for (long size = 6; size < 8; size++) {
            OneNode.of(
                            "Conv",
                            Attribute.ints("strides", stride, otherStride),
                            mode.equals("NOTSET") ? pads : Attribute.of("auto_pad", mode))
                    .input("x", 2, 2, size, 5)
                    .input("w", 2, 2, 4, 3)
                    .differences()
                    .check();
        }
        OneNode.of("Conv", Attribute.ints("dilations", 2), Attribute.ints("strides", 3))
                .input("x", 2, 1, 29)
                .input("w", 2, 1, 10)
                .differences()
                .check();
    }

    @Test
    void dilatedWindowsSlideOverImages() {
        OneNode.of(
                        "Conv",
                        Attribute.ints("dilations", 2, 3),
                        Attribute.ints("strides", 3, 2),
                        Attribute.ints("pads", 0, 1, 2, 3),
                        Attribute.of("group", 2))
                .input("x", 2, 4, 7, 8)
                .input("w", 2, 2, 2, 3)
                .differences()
                .check();
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,1,1", "3,2,1", "2,2,2"})
    void windowsOfOneElementMixChannels(long stride, long otherStride, long groups) {
        for (long size = 5; size < 7; size++) {
            OneNode.of(
                            "Conv",
                            Attribute.ints("strides", stride, otherStride),
                            Attribute.of("group", groups))
                    .input("x", 3, 4, size, 5)
                    .input("w", 2, 4 / groups, 1, 1)
                    .input("b", 2)
                    .differences()
                    .check();
        }
        OneNode.of(
                        "ConvTranspose",
                        Attribute.ints("strides", 2, 3),
                        Attribute.ints("output_padding", 1, 2))
                .input("x", 3, 4, 2, 3)
                .input("w", 4, 2, 1, 1)
                .differences()
                .check();
    }

    @Test
    void patchesOfImagesBecomeTokens() {
        for (long size = 6; size < 9; size++) {
            OneNode.of("Conv", Attribute.ints("strides", 3, 3))
                    .input("x", "batch", 1, size, 6)
                    .input("w", 4, 1, 3, 3)
                    .input("b", 4)
                    .differences()
                    .check();
        }
    }

    @Test
    void everyChannelHasAWindowOfItsOwn() {
        OneNode.of("Conv", Attribute.ints("pads", 1, 1, 1, 1), Attribute.of("group", 3))
                .input("x", "batch", 3, 3, 4)
                .input("w", 3, 1, 3, 3)
                .input("b", 3)
                .differences()
                .check();
    }

    @Test
    void windowsSlideOverVolumes() {
        OneNode.of(
                        "Conv",
                        Attribute.ints("strides", 1, 2, 1),
                        Attribute.ints("pads", 0, 1, 0, 1, 0, 0))
                .input("x", 2, 2, 3, 4, 2)
                .input("w", 2, 2, 2, 2, 1)
                .differences()
                .check();
    }

    @ParameterizedTest
    @CsvSource({
        "SAME_UPPER,1,1",
        "SAME_LOWER,1,1",
        "SAME_UPPER,2,3",
        "SAME_LOWER,2,3",
        "SAME_UPPER,5,2",
        "SAME_LOWER,3,1",
        "VALID,1,1",
        "VALID,2,3"
    })
    void padsFollowFromSizes(String mode, long stride, long otherStride) {
        for (long height = 5; height < 7; height++) {
            OneNode.of(
                            "Conv",
                            Attribute.of("auto_pad", mode),
                            Attribute.ints("strides", stride, otherStride))
                    .input("x", 2, 2, height, 6)
                    .input("w", 2, 2, 3, 2)
                    .input("b", 2)
                    .differences()
                    .check();
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,0,0,0", "2,1,0,0,1", "2,1,1,0,0", "3,2,1,2,2", "3,1,0,1,0"})
    void transposedWindowsSlideOverAnAxis(
            long stride, long dilation, long begin, long end, long padding) {
        OneNode.of(
                        "ConvTranspose",
                        Attribute.ints("strides", stride),
                        Attribute.ints("dilations", dilation),
                        Attribute.ints("pads", begin, end),
                        Attribute.ints("output_padding", padding))
                .input("x", 2, 2, 4)
                .input("w", 2, 3, 3)
                .input("b", 3)
                .differences()
                .check();
    }

    @Test
    void transposedWindowsSlideOverImagesInGroups() {
        OneNode.of(
                        "ConvTranspose",
                        Attribute.ints("strides", 2, 1),
                        Attribute.ints("output_padding", 1, 0),
                        Attribute.ints("pads", 1, 0, 0, 1),
                        Attribute.of("group", 2))
                .input("x", 2, 4, 2, 3)
                .input("w", 4, 3, 3, 2)
                .input("b", 6)
                .differences()
                .check();
    }

    @Test
    void transposedWindowsWithAutomaticPadsHaveNoRule() {
        assertThatThrownBy(
                        () ->
                                OneNode.of("ConvTranspose", Attribute.of("auto_pad", "SAME_UPPER"))
                                        .input("x", 2, 1, 4)
                                        .input("w", 1, 1, 3)
                                        .differences()
                                        .check())
                .hasMessageEndingWith(
                        "has no gradient rule with automatic pads or an output_shape");
    }
}
