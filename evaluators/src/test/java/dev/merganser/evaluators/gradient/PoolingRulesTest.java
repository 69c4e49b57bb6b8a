package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class PoolingRulesTest {

    private static final double FAR = 40; // so that no difference changes which is the largest

    @ParameterizedTest
    @CsvSource({
        "1,0,0,11",
        "2,0,0,11",
        "3,0,0,11",
        "1,0,0,17",
        "2,0,0,17",
        "2,1,0,12",
        "2,1,0,18",
        "1,1,0,16",
        "2,0,1,11",
        "2,0,1,17",
        "2,1,1,14",
        "4,1,1,17",
        "2,1,1,22"
    })
    void maximaHandGradientsToTheLargest(long stride, long pad, long ceil, long opset) {
        for (long size = 5; size < 7; size++) {
            OneNode.of(
                            "MaxPool",
                            Attribute.ints("kernel_shape", 3, 2),
                            Attribute.ints("strides", stride, 2),
                            Attribute.ints("pads", pad, 0, pad, 0),
                            Attribute.of("ceil_mode", ceil))
                    .opset(opset)
                    .input("x", 2, 1, size, 5)
                    .differences()
                    .between(-FAR, FAR)
                    .check();
        }
    }

    @ParameterizedTest
    @CsvSource({"11,1", "11,2", "17,1", "17,2"})
    void dilatedMaximaSlideOverAnAxis(long opset, long stride) {
        OneNode.of(
                        "MaxPool",
                        Attribute.ints("kernel_shape", 2),
                        Attribute.ints("strides", stride),
                        Attribute.ints("dilations", 3))
                .opset(opset)
                .input("x", "batch", 2, 8)
                .differences()
                .between(-FAR, FAR)
                .check();
    }

    @Test
    void maximaSlideOverVolumes() {
        OneNode.of("MaxPool", Attribute.ints("kernel_shape", 2, 2, 2))
                .input("x", 2, 1, 3, 3, 3)
                .differences()
                .between(-FAR, FAR)
                .check();
    }

    @Test
    void maximaMayAlsoGiveTheirPlaces() {
        var graph = GraphBuilder.named("places");
        String x = graph.input("x", DType.F32, Dim.of("batch"), Dim.of(2), Dim.of(5));
        graph.node(
                "pool",
                "MaxPool",
                List.of(x),
                List.of("y", "places"),
                Attribute.ints("kernel_shape", 2));
        graph.output("y", DType.F32);
        CentralDifferences.of(graph.build()).between(-FAR, FAR).check();
    }

    @Test
    void maximaWithPlacesInColumnsHaveNoRule() {
        assertThatThrownBy(
                        () ->
                                OneNode.of(
                                                "MaxPool",
                                                Attribute.ints("kernel_shape", 2, 2),
                                                Attribute.of("storage_order", 1))
                                        .input("x", 1, 1, 4, 4)
                                        .differences()
                                        .check())
                .hasMessageEndingWith("has no gradient rule with indices in column-major order");
    }

    @ParameterizedTest
    @CsvSource({
        "1,0,0,0,11",
        "2,0,0,0,11",
        "4,0,0,0,17",
        "1,1,0,0,17",
        "2,1,0,0,11",
        "2,1,0,1,17",
        "1,1,0,1,11",
        "2,0,1,0,17",
        "2,1,1,0,17",
        "4,1,1,0,17"
    })
    void averagesHandGradientsToAll(long stride, long pad, long ceil, long counts, long opset) {
        for (long size = 5; size < 7; size++) {
            OneNode.of(
                            "AveragePool",
                            Attribute.ints("kernel_shape", 3, 2),
                            Attribute.ints("strides", stride, 2),
                            Attribute.ints("pads", pad, 0, pad, 1),
                            Attribute.of("ceil_mode", ceil),
                            Attribute.of("count_include_pad", counts))
                    .opset(opset)
                    .input("x", 2, 1, size, 5)
                    .differences()
                    .check();
        }
    }

    @ParameterizedTest
    @CsvSource({"19,0,0", "19,1,0", "22,1,0", "19,0,1", "19,1,1", "22,1,1"})
    void averagesCountInEveryVersion(long opset, long ceil, long counts) {
        OneNode.of(
                        "AveragePool",
                        Attribute.ints("kernel_shape", 3),
                        Attribute.ints("strides", 2),
                        Attribute.ints("pads", 1, 1),
                        Attribute.of("ceil_mode", ceil),
                        Attribute.of("count_include_pad", counts))
                .opset(opset)
                .input("x", 2, 2, 6)
                .differences()
                .check();
    }

    @ParameterizedTest
    @CsvSource({"SAME_UPPER,1", "SAME_UPPER,2", "SAME_LOWER,2", "SAME_LOWER,1", "VALID,2"})
    void padsOfAveragesFollowFromSizes(String mode, long stride) {
        OneNode.of(
                        "AveragePool",
                        Attribute.ints("kernel_shape", 3, 2),
                        Attribute.ints("strides", stride, 3),
                        Attribute.of("auto_pad", mode))
                .input("x", 2, 2, 6, 5)
                .differences()
                .check();
    }

    @ParameterizedTest
    @CsvSource({"SAME_UPPER,1", "SAME_UPPER,2", "SAME_LOWER,2", "VALID,2"})
    void padsOfMaximaFollowFromSizes(String mode, long stride) {
        OneNode.of(
                        "MaxPool",
                        Attribute.ints("kernel_shape", 3),
                        Attribute.ints("strides", stride),
                        Attribute.of("auto_pad", mode))
                .input("x", 2, 2, 6)
                .differences()
                .between(-FAR, FAR)
                .check();
    }

    @Test
    void wholeImagesAreAveraged() {
        average().input("x", "batch", 3, 4).differences().check();
        average().input("x", "batch", 3, "height", "width").differences().check();
        average().opset(11).input("x", "batch", 1, 1, 1).differences().check();
        average().input("x", 2, 1, 2, 3, 2).differences().check();
    }

    private static OneNode average() {
        return OneNode.of("GlobalAveragePool");
    }

    @Test
    void wholeImagesHaveOneMaximum() {
        maximum().input("x", "batch", 3, 4).differences().between(-FAR, FAR).check();
        maximum()
                .input("x", "batch", 2, "height", "width")
                .differences()
                .between(-FAR, FAR)
                .check();
        maximum().opset(11).input("x", "batch", 1, 1, 1).differences().check();
    }

    private static OneNode maximum() {
        return OneNode.of("GlobalMaxPool");
    }
}
