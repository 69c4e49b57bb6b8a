package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;

import java.util.stream.Stream;

class AttentionRuleTest {

    @Test
    void headsSideBySideAttend() {
        flat(2, 2)
                .input("q", "batch", "tokens", 6)
                .input("k", "batch", "tokens", 6)
                .input("v", "batch", "tokens", 4)
                .differences()
                .check();
    }

    @Test
    void headsInAnAxisOfTheirOwnAttendToOtherTokens() {
        node().input("q", "batch", 2, "tokens", 3)
                .input("k", "batch", 2, "others", 3)
                .input("v", "batch", 2, "others", 2)
                .differences()
                .check();
    }

    @Test
    void groupsOfQueriesShareKeysAndValues() {
        flat(4, 2)
                .input("q", "batch", "tokens", 12)
                .input("k", "batch", "others", 6)
                .input("v", "batch", "others", 4)
                .differences()
                .check();
        node().input("q", "batch", 6, "tokens", 3)
                .input("k", "batch", 2, "others", 3)
                .input("v", "batch", 2, "others", 2)
                .differences()
                .check();
        flat(3, 1)
                .input("q", "batch", "tokens", 6)
                .input("k", "batch", "others", 2)
                .input("v", "batch", "others", 5)
                .differences()
                .check();
    }

    @Test
    void oneHeadAttendsToItself() {
        flat(1, 1).input("q", "batch", "tokens", 3).again("q").again("q").differences().check();
    }

    @Test
    void laterTokensAreHidden() {
        flat(2, 1, Attribute.of("is_causal", 1), Attribute.of("scale", .3f))
                .input("q", "batch", "tokens", 4)
                .input("k", "batch", "tokens", 2)
                .input("v", "batch", "tokens", 2)
                .differences()
                .check();
    }

    @Test
    void masksAreAddedAndLearned() {
        for (Object[] mask :
                new Object[][] {
                    {"tokens", "others"},
                    {"batch", 1, "tokens", "others"},
                    {1, 4, "tokens", "others"},
                    {"batch", 4, "tokens", "others"}
                }) {
            flat(4, 2)
                    .input("q", "batch", "tokens", 8)
                    .input("k", "batch", "others", 4)
                    .input("v", "batch", "others", 4)
                    .input("mask", mask)
                    .differences()
                    .check();
        }
    }

    @Test
    void flagsHideTokens() {
        flat(2, 2)
                .input("q", "batch", "tokens", 4)
                .input("k", "batch", "tokens", 4)
                .input("v", "batch", "tokens", 4)
                .input("mask", DType.BOOL, "batch", 1, "tokens", "tokens")
                .differences()
                .check();
    }

    @Test
    void softCapsHaveNoRule() {
        assertThatThrownBy(
                        () ->
                                flat(1, 1, Attribute.of("softcap", 2f))
                                        .input("q", "batch", "tokens", 2)
                                        .again("q")
                                        .again("q")
                                        .differences()
                                        .check())
                .hasMessage(
                        "operator 'Attention' (node 'node') has no gradient rule with past keys,"
                                + " padded lengths or a soft cap");
    }

    private static OneNode flat(long queries, long keys, Attribute... others) {
        Attribute[] all =
                Stream.concat(
                                Stream.of(
                                        Attribute.of("q_num_heads", queries),
                                        Attribute.of("kv_num_heads", keys)),
                                Stream.of(others))
                        .toArray(Attribute[]::new);
        return OneNode.of("Attention", all).opset(23);
    }

    private static OneNode node() {
        return OneNode.of("Attention").opset(23);
    }
}
