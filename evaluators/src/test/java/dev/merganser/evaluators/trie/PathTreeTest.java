package dev.merganser.evaluators.trie;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.path.PoolStep;
import dev.merganser.evaluators.segment.Segment;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

class PathTreeTest {

    private static final Segment SEGMENT = new Segment(TestModels.vit(), List.of());

    private final Map<Character, BoundStep> steps = new HashMap<>();

    private BoundStep step(char name) {
        return steps.computeIfAbsent(
                name,
                _ -> {
                    var pool =
                            new PoolStep(SEGMENT, Map.of(), Map.of(), Map.of(), Optional.empty());
                    return new BoundStep(new Site(pool, "a", name, Set.of()), Map.of(), 1, true);
                });
    }

    private List<Member> members(String... paths) {
        return IntStream.range(0, paths.length)
                .mapToObj(
                        i ->
                                new Member(
                                        i,
                                        new BoundPath(
                                                paths[i].chars()
                                                        .mapToObj(c -> step((char) c))
                                                        .toList(),
                                                Map.of())))
                .toList();
    }

    private String name(PathTree.Node node) {
        return String.valueOf((char) node.step().site().number());
    }

    private String names(PathTree tree) {
        return String.join("", tree.nodes().stream().map(this::name).toList());
    }

    @Test
    void pathsShareTheNodesThatTheyBeginWith() {
        PathTree tree = PathTree.of(members("sab", "sac", "sa", "tab"), Map.of());
        assertThat(names(tree)).isEqualTo("tabsabc");
        assertThat(tree.nodes().get(4).members())
                .extracting(Member::number)
                .containsExactly(0, 1, 2);
        assertThat(tree.nodes().get(4).ends()).extracting(Member::number).containsExactly(2);
        assertThat(tree.nodes().get(3).isLayer()).isFalse();
        assertThat(tree.nodes().get(4).isLayer()).isTrue();
        assertThat(tree.held()).isEqualTo(1);
    }

    @Test
    void theChildThatNeedsMostIsWalkedLastSoThatItsParentNeedNotWait() {
        // comb: each node has a leaf and goes on
        PathTree tree = PathTree.of(members("sabcde", "sabcdx", "sabcx", "sabx", "sax"), Map.of());
        assertThat(names(tree)).isEqualTo("saxbxcxdex");
        assertThat(tree.held()).isEqualTo(1);
        assertThat(PathTree.of(members("sabcdef"), Map.of()).held()).isZero();
        assertThat(PathTree.of(members("saab", "saac", "sabb", "sabc"), Map.of()).held())
                .isEqualTo(2);
    }

    @Test
    void noMoreStatesWaitThanItSaysAndNoMoreThanTheLogarithmOfThePaths() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
        for (int round = 0; round < 200; round++) {
            String[] paths = new String[1 + random.nextInt(40)];
            for (int p = 0; p < paths.length; p++) {
                paths[p] = path(random);
            }
            PathTree tree = PathTree.of(members(paths), Map.of());
            assertThat(mostHeld(tree)).isLessThanOrEqualTo(tree.held());
            assertThat(1L << tree.held()).isLessThanOrEqualTo(paths.length);
            assertSpellsThem(tree, paths);
            for (int held = 0; held < 3; held++) {
                assertFitting(members(paths), held);
            }
        }
    }

    private static String path(RandomGenerator random) {
        var path = new StringBuilder("s");
        random.ints(1 + random.nextInt(8), 'a', 'd').forEach(c -> path.append((char) c));
        return path.toString();
    }

    /** States of nodes above that other children still need, by walking it. */
    private static int mostHeld(PathTree tree) {
        List<PathTree.Node> nodes = tree.nodes();
        int[] children = new int[nodes.size()];
        nodes.stream().filter(n -> n.above() >= 0).forEach(n -> children[n.above()]++);
        Set<Integer> waiting = new HashSet<>();
        int most = 0;
        for (PathTree.Node node : nodes) {
            int above = node.above();
            if (above >= 0 && --children[above] > 0) {
                waiting.add(above);
            } else {
                waiting.remove(above);
            }
            most = Math.max(most, waiting.size());
        }
        return most;
    }

    private void assertSpellsThem(PathTree tree, String... paths) {
        List<PathTree.Node> nodes = tree.nodes();
        int found = 0;
        for (PathTree.Node node : nodes) {
            for (Member member : node.ends()) {
                Deque<String> letters = new ArrayDeque<>();
                for (PathTree.Node n = node; n != null; ) {
                    letters.push(name(n));
                    n = n.above() < 0 ? null : nodes.get(n.above());
                }
                assertThat(String.join("", letters)).isEqualTo(paths[member.number()]);
                found++;
            }
        }
        assertThat(found).isEqualTo(paths.length);
    }

    private static void assertFitting(List<Member> members, int held) {
        List<PathTree> parts = PathTree.fitting(members, Map.of(), held);
        List<Integer> numbers = new ArrayList<>();
        for (PathTree part : parts) {
            assertThat(part.held()).isLessThanOrEqualTo(held);
            part.nodes().forEach(n -> n.ends().forEach(member -> numbers.add(member.number())));
        }
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, members.size()).boxed().toList());
    }
}
