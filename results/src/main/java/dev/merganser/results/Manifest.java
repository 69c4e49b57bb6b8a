package dev.merganser.results;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.WholeFile;
import dev.merganser.results.file.Fields;
import dev.merganser.results.file.JsonText;
import dev.merganser.results.value.InOrder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything needed to repeat a run, as {@code manifest.json} holds it.
 *
 * @param name of the run
 * @param created when it began
 * @param command the command line, in words
 * @param seed from which every random stream comes
 * @param threads how many runners were asked for
 * @param settings the resolved settings: texts, numbers, booleans, lists and maps of these
 * @param tuned choices that were measured at the start and are reused by resume, such as {@code
 *     weights: FEED}
 * @param inputs models and data, with their hashes
 * @param versions by component: merganser, java, onnxruntime, os, cpu, provider …
 * @param machine what it ran on: cores, memory …
 * @param warnings one line each, for the report
 */
public record Manifest(
        String name,
        Instant created,
        List<String> command,
        long seed,
        int threads,
        Map<String, Object> settings,
        Map<String, String> tuned,
        List<Input> inputs,
        Map<String, String> versions,
        Map<String, String> machine,
        List<String> warnings) {

    /**
     * A file that the run read.
     *
     * @param role such as {@code base}, {@code expert digits}, {@code data digits search}
     * @param sha256 64 hexadecimal digits
     */
    public record Input(String role, String path, String sha256) {}

    /** The role of an inference graph. */
    public static final String GRAPH = "graph";

    private static final String FORMAT = "merganser-manifest";
    private static final int VERSION = 1;

    public Manifest {
        command = List.copyOf(command);
        settings = InOrder.copyOf(settings);
        tuned = InOrder.copyOf(tuned);
        inputs = List.copyOf(inputs);
        versions = InOrder.copyOf(versions);
        machine = InOrder.copyOf(machine);
        warnings = List.copyOf(warnings);
    }

    /** Writes the file whole or not at all. */
    public void write(Path file) {
        WholeFile.write(file, JsonText.pretty(fields()));
    }

    private Map<String, Object> fields() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("format", FORMAT);
        fields.put("version", VERSION);
        fields.put("name", name);
        fields.put("created", created.toString());
        fields.put("command", command);
        fields.put("seed", seed);
        fields.put("threads", threads);
        fields.put("settings", settings);
        fields.put("tuned", tuned);
        fields.put("inputs", inputs.stream().map(Manifest::fields).toList());
        fields.put("versions", versions);
        fields.put("machine", machine);
        fields.put("warnings", warnings);
        return fields;
    }

    private static Map<String, Object> fields(Input input) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("role", input.role());
        fields.put("path", input.path());
        fields.put("sha256", input.sha256());
        return fields;
    }

    /** Reads the manifest of a run. */
    public static Manifest read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new WrongUseException(
                    "A run folder must hold a manifest, found no file " + file + ".", e);
        } catch (BadDataException | DateTimeException e) {
            throw new BadDataException("Manifest " + file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static Manifest parse(String text) {
        Fields fields = Fields.parse("the manifest", text);
        fields.requireFormat(FORMAT, VERSION);
        return new Manifest(
                fields.text("name"),
                Instant.parse(fields.text("created")),
                fields.textList("command"),
                fields.whole("seed"),
                fields.count("threads"),
                fields.object("settings").plain(),
                fields.texts("tuned"),
                fields.objects("inputs", Manifest::input),
                fields.texts("versions"),
                fields.texts("machine"),
                fields.textList("warnings"));
    }

    private static Input input(Fields fields) {
        return new Input(fields.text("role"), fields.text("path"), fields.text("sha256"));
    }
}
