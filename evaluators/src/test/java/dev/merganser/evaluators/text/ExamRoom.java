package dev.merganser.evaluators.text;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Batches;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Session;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.evaluators.task.Collector;
import dev.merganser.evaluators.task.Exam;
import dev.merganser.evaluators.task.ExaminedContent;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.task.TaskReader;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.yaml.YamlMap;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Runs a task on a graph with the graph's own weights. */
public final class ExamRoom {

    private static final SessionFactory SESSIONS = SessionFactory.of(new Provider.Cpu());

    private ExamRoom() {}

    /** A task in a folder. */
    public static Task task(Path folder, String yaml) {
        return TaskReader.of(YamlMap.parse(yaml, "task.yml"), "task", folder);
    }

    /** Writes a file and returns its folder. */
    public static Path write(Path folder, String name, String... lines) throws IOException {
        Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
        return folder;
    }

    /** The inputs and outputs of a graph. */
    public static ModelPorts ports(Graph graph) {
        return new ModelPorts(SegmentCutter.with(SESSIONS).cut(graph), "task");
    }

    /** What a task asks of a graph on the search split. */
    public static Exam exam(Task task, Graph graph) {
        return ((ExaminedContent) task.content()).exam(Split.SEARCH, ports(graph));
    }

    /** The predictions of a graph on the search split. */
    public static Object predictions(Task task, Graph graph, int batch) {
        Exam exam = exam(task, graph);
        Collector collector = exam.collector();
        try (Session session = SESSIONS.open(graph);
                Batches batches = exam.rows().pack(SESSIONS, batch)) {
            for (Batch each : batches.list()) {
                take(collector, session, each, exam.output());
            }
        }
        return collector.predictions();
    }

    private static void take(Collector collector, Session session, Batch batch, String output) {
        try (Results results = session.run(batch.inputs(), Set.of(output), Map.of())) {
            Value value = results.get(output);
            collector.take(batch, new Output(MemorySegment.ofArray(value.floats()), value.shape()));
        }
    }
}
