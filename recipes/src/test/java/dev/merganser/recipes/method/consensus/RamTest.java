package dev.merganser.recipes.method.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.ArrayMerge;

import org.junit.jupiter.api.Test;

/** Both methods of Reinforced Agent Merging, on the worked example of mergekit's own run. */
class RamTest {

    private static ArrayMerge example(String method) {
        return ArrayMerge.of(method).base(0, 0, 0, 0).model(1, 2, 0, 0).model(0, 4, 0, 3);
    }

    @Test
    void changesOfOneModelAreSummedAndSharedOnesAveraged() {
        assertThat(example("ram").merged()).containsExactly(1, 3, 0, 3);
    }

    @Test
    void thePlusFavoursWhatAModelOfSharedChangesHasAlone() {
        assertThat(example("ramplus_tl").merged())
                .containsExactly(new float[] {1.02f, 3, 0, 3.06f}, within(1e-6f));
    }

    @Test
    void theRatioOfSharedChangesIsLimited() {
        assertThat(example("ramplus_tl").with("alpha", 5).with("r", .5).merged())
                .containsExactly(1.5f, 3, 0, 4.5f);
    }

    @Test
    void withoutSharedChangesThePlusIsPlain() {
        for (String method : new String[] {"ram", "ramplus_tl"}) {
            ArrayMerge merge = ArrayMerge.of(method).base(0, 0).model(1, 0).model(0, 2);
            assertThat(merge.merged()).containsExactly(1, 2);
        }
    }

    @Test
    void smallDifferencesCountAsNone() {
        for (String method : new String[] {"ram", "ramplus_tl"}) {
            ArrayMerge merge = ArrayMerge.of(method).base(0, 0).model(.5f, 2).model(4, .25f);
            assertThat(merge.with("epsilon", .5).merged()).containsExactly(4, 2);
        }
    }
}
