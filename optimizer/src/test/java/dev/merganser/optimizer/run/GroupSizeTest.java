package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GroupSizeTest {

    @Test
    void eachThreadGetsItsShareOfWhatIsNotDone() {
        var size = new GroupSize(64, 2);
        assertThat(size.next(16)).isEqualTo(8);
        size.begun(8);
        assertThat(size.next(8)).isEqualTo(8);
        size.begun(8);
        assertThat(size.next(0)).isEqualTo(8);
        size.ended(8, 1);
        assertThat(size.next(3)).isEqualTo(6);
    }

    @Test
    void aGroupIsNeitherEmptyNorLargerThanAllowed() {
        assertThat(new GroupSize(1, 2).next(50)).isEqualTo(1);
        assertThat(new GroupSize(64, 2).next(1)).isEqualTo(1);
        assertThat(new GroupSize(5, 2).next(50)).isEqualTo(5);
    }

    @Test
    void whatBaselinesTookIsKnownBeforeTheFirstGroup() {
        var size = new GroupSize(64, 1);
        size.took(6e9);
        assertThat(size.next(16)).isEqualTo(5);
    }

    @Test
    void slowCandidatesComeInFew() {
        var size = new GroupSize(64, 1);
        size.begun(4);
        size.ended(4, 40_000_000_000L);
        assertThat(size.next(16)).isEqualTo(3);
        size.begun(1);
        size.ended(1, 90_000_000_000L);
        assertThat(size.next(16)).isEqualTo(1);
    }
}
