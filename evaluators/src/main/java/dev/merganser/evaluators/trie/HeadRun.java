package dev.merganser.evaluators.trie;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.runtime.OutputShapes;
import dev.merganser.evaluators.runtime.Scratch;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.Shape;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Runs heads after the last layers of paths, and hands on what they give. Paths with one head have
 * one output. For one thread at a time.
 *
 * @param output which output of the heads
 * @param scratch where it is written
 */
record HeadRun(
        StepEngine engine, OutputShapes shapes, Scratch scratch, String output, OutputTaker taker) {

    /**
     * Runs the heads of some paths that have come to one state.
     *
     * @param known values of the pool by name
     */
    void run(List<Member> ends, Batch batch, Map<String, Value> known, long call) {
        ends.stream()
                .filter(Member::isAlive)
                .collect(
                        Collectors.groupingBy(
                                member -> member.path().head(output),
                                LinkedHashMap::new,
                                Collectors.toList()))
                .forEach((head, members) -> run(head, members, batch, known, call));
    }

    private void run(
            BoundStep head,
            List<Member> members,
            Batch batch,
            Map<String, Value> known,
            long call) {
        try {
            Shape shape = shapes.of(output, batch);
            try (Value written = scratch.tensor(output, shape)) {
                engine.finish(head, known, output, written, call);
            }
            var given = new Output(scratch.floats(shape), shape);
            members.forEach(member -> take(member, batch, given));
        } catch (RuntimeException e) {
            members.forEach(member -> member.fail(Failures.reason(e)));
        }
    }

    private void take(Member member, Batch batch, Output given) {
        try {
            taker.take(member.number(), batch, given);
        } catch (RuntimeException e) {
            member.fail(Failures.reason(e));
        }
    }
}
