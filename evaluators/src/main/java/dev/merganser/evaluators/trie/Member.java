package dev.merganser.evaluators.trie;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A candidate of a group while the group is run. For one thread at a time. */
final class Member {

    private final int number;
    private final BoundPath path;
    private Optional<String> failure = Optional.empty();
    private long done;
    private long saved;

    /**
     * A candidate.
     *
     * @param number its place in the group
     */
    Member(int number, BoundPath path) {
        this.number = number;
        this.path = path;
    }

    /** One that cannot be run. */
    static Member failed(int number, String reason) {
        var member = new Member(number, new BoundPath(List.of(), Map.of()));
        member.fail(reason);
        return member;
    }

    int number() {
        return number;
    }

    BoundPath path() {
        return path;
    }

    boolean isAlive() {
        return failure.isEmpty();
    }

    /** Takes it out of the group; the first reason counts. */
    void fail(String reason) {
        failure = failure.or(() -> Optional.of(reason));
    }

    Optional<String> failure() {
        return failure;
    }

    void countDone() {
        done++;
    }

    void countSaved() {
        saved++;
    }

    long done() {
        return done;
    }

    long saved() {
        return saved;
    }
}
