package dev.merganser.recipes.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class ShapeTest {

    @Test
    void aScalarHasOneElementAndNoDimension() {
        Shape scalar = Shape.of();

        assertThat(scalar.rank()).isZero();
        assertThat(scalar.elements()).isEqualTo(1);
        assertThat(scalar).hasToString("[]");
    }

    @Test
    void elementsAreTheProductOfTheDimensions() {
        assertThat(Shape.of(65_536, 65_536).elements()).isEqualTo(4_294_967_296L);
        assertThat(Shape.of(3, 0, 5).elements()).isZero();
    }

    @Test
    void aProductBeyondLongIsRefused() {
        Shape tooLarge = Shape.of(Long.MAX_VALUE, 2);

        assertThatThrownBy(tooLarge::elements).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aNegativeDimensionIsRefused() {
        assertThatThrownBy(() -> Shape.of(2, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void aNullDimensionIsRefused() {
        assertThatThrownBy(() -> new Shape(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void theDimensionsAreCopied() {
        List<Long> dims = new ArrayList<>(List.of(2L, 3L));
        Shape shape = new Shape(dims);
        dims.set(0, 7L);

        assertThat(shape).isEqualTo(Shape.of(2, 3));
    }
}
