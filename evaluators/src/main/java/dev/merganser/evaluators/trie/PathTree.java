package dev.merganser.evaluators.trie;

import dev.merganser.evaluators.runtime.Prefix;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Paths as a trie over their steps, in the order in which it is walked: depth first, of the
 * children of a node first those that need the fewest states held for them. So no more states wait
 * for their next use than the logarithm of the number of paths.
 */
final class PathTree {

    private final List<Node> nodes;
    private final int held;

    private PathTree(List<Node> nodes, int held) {
        this.nodes = nodes;
        this.held = held;
    }

    /** A step after the steps above it. */
    static final class Node {
        private final BoundStep step;
        private final int depth;
        private final Optional<Prefix> prefix;
        private final List<Node> children = new ArrayList<>();
        private final List<Member> members = new ArrayList<>();
        private final List<Member> ends = new ArrayList<>();
        private int above = -1;
        private int held;

        private Node(BoundStep step, int depth, Optional<Prefix> prefix) {
            this.step = step;
            this.depth = depth;
            this.prefix = prefix;
        }

        BoundStep step() {
            return step;
        }

        /** Whether it is a layer, not a stem. */
        boolean isLayer() {
            return depth > 0;
        }

        /** What the cache knows the steps up to here as. */
        Optional<Prefix> prefix() {
            return prefix;
        }

        /** Index of the node above; -1 for a stem. */
        int above() {
            return above;
        }

        /** The paths that go through here, in the order of the group. */
        List<Member> members() {
            return members;
        }

        /** Those whose last layer this is. */
        List<Member> ends() {
            return ends;
        }

        private Node child(BoundStep step, Optional<Prefix> prefix) {
            for (Node child : children) {
                if (child.step == step) {
                    return child;
                }
            }
            var child = new Node(step, depth + 1, prefix);
            children.add(child);
            return child;
        }

        /** States that wait while this node's descendants are run; children know theirs. */
        private void order() {
            children.sort(Comparator.comparingInt(child -> child.held));
            for (int i = 0; i < children.size(); i++) {
                boolean waits = i < children.size() - 1;
                held = Math.max(held, children.get(i).held + (waits ? 1 : 0));
            }
        }
    }

    /**
     * The trie of some paths.
     *
     * @param prefixes by path, as many as the cache knows of its steps
     */
    static PathTree of(List<Member> members, Map<Member, List<Prefix>> prefixes) {
        var root = new Node(members.getFirst().path().steps().getFirst(), -1, Optional.empty());
        List<Node> made = new ArrayList<>();
        for (Member member : byNumber(members)) {
            insert(root, member, prefixes.getOrDefault(member, List.of()), made);
        }
        made.reversed().forEach(Node::order);
        root.order();
        // no state is held above the stems
        int held = root.children.stream().mapToInt(stem -> stem.held).max().orElse(0);
        return new PathTree(inOrder(root), held);
    }

    private static List<Member> byNumber(List<Member> members) {
        return members.stream().sorted(Comparator.comparingInt(Member::number)).toList();
    }

    private static void insert(Node root, Member member, List<Prefix> known, List<Node> made) {
        Node node = root;
        List<BoundStep> steps = member.path().steps();
        for (int s = 0; s < steps.size(); s++) {
            node =
                    node.child(
                            steps.get(s),
                            s < known.size() ? Optional.of(known.get(s)) : Optional.empty());
            if (node.members.isEmpty()) {
                made.add(node);
            }
            node.members.add(member);
        }
        node.ends.add(member);
    }

    private static List<Node> inOrder(Node root) {
        List<Node> nodes = new ArrayList<>();
        Deque<Node> open = new ArrayDeque<>(root.children);
        while (!open.isEmpty()) {
            Node node = open.pop();
            int index = nodes.size();
            nodes.add(node);
            node.children.forEach(child -> child.above = index);
            node.children.reversed().forEach(open::push);
        }
        return nodes;
    }

    /**
     * As few tries as hold no more than some states at once; paths that go together a long way stay
     * together.
     */
    static List<PathTree> fitting(
            List<Member> members, Map<Member, List<Prefix>> prefixes, int held) {
        PathTree whole = of(members, prefixes);
        if (whole.held <= held || members.size() == 1) {
            return List.of(whole);
        }
        List<Member> sorted = whole.ends();
        int half = sorted.size() / 2;
        List<PathTree> parts = new ArrayList<>();
        parts.addAll(fitting(sorted.subList(0, half), prefixes, held));
        parts.addAll(fitting(sorted.subList(half, sorted.size()), prefixes, held));
        return parts;
    }

    private List<Member> ends() {
        return nodes.stream().flatMap(node -> node.ends.stream()).toList();
    }

    /** All nodes, each after the one above it. */
    List<Node> nodes() {
        return nodes;
    }

    /** How many states wait for their next use at most, while others are computed. */
    int held() {
        return held;
    }
}
