package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;

class MergeMethodsTest {

    @Test
    void everyMethodIsFoundByItsName() {
        assertThat(MergeMethods.all()).isNotEmpty();
        for (MergeMethod method : MergeMethods.all()) {
            assertThat(MergeMethods.named(method.descriptor().name())).isSameAs(method);
        }
    }

    @Test
    void anUnknownMethodNamesTheNearestKnownOne() {
        assertThatThrownBy(() -> MergeMethods.named("liner"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("There is no merge method 'liner'. Did you mean 'linear'?");
    }
}
