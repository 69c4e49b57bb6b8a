package dev.merganser.recipes.lora;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;

class NamePatternTest {

    private static final List<String> NAMES =
            List.of(
                    "",
                    "q",
                    "eq",
                    "model.layers.0.self_attn.q_proj",
                    "model.layers.10.self_attn.q_proj",
                    "model.layers.11.mlp.down_proj",
                    "a.b.c",
                    "aaaa",
                    "ab",
                    "ab.ab",
                    "a{2}",
                    "x-1_y");

    private static boolean matches(String pattern, String name) {
        return NamePattern.of(pattern).orElseThrow().matches(name);
    }

    /** The plain twin: the whole name, or its end after a dot. */
    private static boolean byJava(String pattern, String name) {
        return Pattern.compile("(.*\\.)?(" + pattern + ")$").matcher(name).lookingAt();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q",
                "q_proj",
                "q_proj|down_proj",
                "^q",
                "^model.layers.0.self_attn.q_proj",
                "model\\.layers\\.\\d+\\.self_attn\\.(q|k)_proj",
                "layers\\.(0|1[0-9])\\..*",
                ".*\\.mlp\\..*",
                ".*",
                "",
                "a*",
                "(a|aa)+",
                "(a?){3}",
                "a{2,}",
                "a{4}",
                "(?:a|b)*?",
                "[ab]+",
                "[^.]+",
                "[a-c.]{3,5}",
                "\\w+-\\d_\\w",
                "a\\{2\\}",
                "a$",
                "(a$|b)",
                "()*",
                "((a*)*)*b",
            })
    void meansWhatJavaMakesOfIt(String pattern) {
        for (String name : NAMES) {
            assertThat(matches(pattern, name))
                    .as("%s on %s", pattern, name)
                    .isEqualTo(byJava(pattern, name));
        }
    }

    @Test
    void meansWhatJavaMakesOfRandomOnes() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        for (int i = 0; i < 3000; i++) {
            String pattern = random(random, 3);
            String name = letters(random);
            assertThat(matches(pattern, name))
                    .as("%s on %s", pattern, name)
                    .isEqualTo(byJava(pattern, name));
        }
    }

    private static String random(RandomGenerator random, int depth) {
        if (depth == 0) {
            return List.of("a", "b", "\\.", ".", "[ab]", "^", "$").get(random.nextInt(7));
        }
        String one = random(random, depth - 1);
        String other = random(random, depth - 1);
        return switch (random.nextInt(6)) {
            case 0 -> one + other;
            case 1 -> "(" + one + "|" + other + ")";
            case 2 -> "(" + one + ")*";
            case 3 -> "(" + one + ")?" + other;
            case 4 -> "(" + one + "){1,2}";
            default -> other;
        };
    }

    private static String letters(RandomGenerator random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(7); i > 0; i--) {
            text.append("aab.".charAt(random.nextInt(4)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a*)*$b", "(a|a)*b", "(a?){30}a{30}b", "(.*)*(.*)*(.*)*x"})
    void thoseThatLetOthersRunForeverAreSoonDone(String pattern) {
        assertThat(matches(pattern, "a".repeat(1000))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "a)|(b",
                "a**",
                "(?=a)a",
                "(a)\\1",
                "a*+",
                "a{2000}",
                "((.*){900}){900}"
            })
    void otherKindsAreRefused(String pattern) {
        assertThat(NamePattern.of(pattern)).isEmpty();
        assertThat(NamePattern.of("a".repeat(2001))).isEmpty();
    }
}
