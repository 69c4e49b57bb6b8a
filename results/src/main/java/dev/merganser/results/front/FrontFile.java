package dev.merganser.results.front;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.WholeFile;
import dev.merganser.results.file.Fields;
import dev.merganser.results.file.JsonText;
import dev.merganser.results.file.ObjectiveFields;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Interval;
import dev.merganser.results.value.Objective;
import dev.merganser.results.value.SplitKeys;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * {@code front.json} and its short form {@code front.csv}: the Pareto front of a run, written whole
 * or not at all.
 */
public final class FrontFile {
    private static final String FORMAT = "merganser-front";
    private static final int VERSION = 1;

    private FrontFile() {}

    public static void writeJson(Path file, FrontDocument front) {
        WholeFile.write(file, json(front));
    }

    public static void writeCsv(Path file, FrontDocument front) {
        WholeFile.write(file, csv(front));
    }

    public static String json(FrontDocument front) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("format", FORMAT);
        fields.put("version", VERSION);
        fields.put("objectives", ObjectiveFields.of(front.objectives()));
        fields.put("measures", ObjectiveFields.of(front.measures()));
        fields.put("points", front.points().stream().map(FrontFile::fields).toList());
        fields.put("baselines", front.baselines().stream().map(FrontFile::fields).toList());
        front.hypervolume().ifPresent(volume -> fields.put("hypervolume", volume));
        fields.put("referencePoint", front.referencePoint());
        fields.put("testSeen", front.testSeen());
        return JsonText.pretty(fields);
    }

    private static Map<String, Object> fields(FrontPoint point) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("candidate", point.candidate());
        fields.put("recipe", point.recipe());
        point.path().ifPresent(path -> fields.put("path", path));
        putSplits(fields, point.search(), point.validation(), point.test());
        return fields;
    }

    private static Map<String, Object> fields(BaselinePoint baseline) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", baseline.name());
        fields.put("candidate", baseline.candidate().toString());
        putSplits(fields, baseline.search(), baseline.validation(), baseline.test());
        return fields;
    }

    private static void putSplits(
            Map<String, Object> fields,
            SplitValues search,
            Optional<SplitValues> validation,
            Optional<SplitValues> test) {
        fields.putAll(fields(search));
        validation.ifPresent(values -> fields.put(SplitKeys.VALIDATION, fields(values)));
        test.ifPresent(values -> fields.put(SplitKeys.TEST, fields(values)));
    }

    private static Map<String, Object> fields(SplitValues split) {
        var intervals = new LinkedHashMap<String, List<Double>>();
        split.interval().forEach((name, i) -> intervals.put(name, List.of(i.low(), i.high())));
        var fields = new LinkedHashMap<String, Object>();
        fields.put("values", split.values());
        fields.put("measures", split.measures());
        fields.put("interval", intervals);
        return fields;
    }

    /** Reads {@code front.json}. */
    public static FrontDocument read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new WrongUseException(
                    "A run must hold its front, found no file " + file + ".", e);
        } catch (BadDataException | IllegalArgumentException e) {
            throw new BadDataException("Front " + file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static FrontDocument parse(String text) {
        Fields fields = Fields.parse("the front", text);
        fields.requireFormat(FORMAT, VERSION);
        return new FrontDocument(
                ObjectiveFields.read(fields, "objectives"),
                ObjectiveFields.read(fields, "measures"),
                fields.objects("points", FrontFile::point),
                fields.objects("baselines", FrontFile::baseline),
                fields.has("hypervolume")
                        ? OptionalDouble.of(fields.number("hypervolume"))
                        : OptionalDouble.empty(),
                fields.numbers("referencePoint"),
                fields.flag("testSeen"));
    }

    private static FrontPoint point(Fields fields) {
        return new FrontPoint(
                fields.count("candidate"),
                fields.text("recipe"),
                fields.has("path") ? Optional.of(fields.text("path")) : Optional.empty(),
                split(fields),
                split(fields, SplitKeys.VALIDATION),
                split(fields, SplitKeys.TEST));
    }

    private static BaselinePoint baseline(Fields fields) {
        return new BaselinePoint(
                CandidateId.parse(fields.text("candidate")),
                fields.text("name"),
                split(fields),
                split(fields, SplitKeys.VALIDATION),
                split(fields, SplitKeys.TEST));
    }

    private static Optional<SplitValues> split(Fields fields, String key) {
        return fields.has(key) ? Optional.of(split(fields.object(key))) : Optional.empty();
    }

    private static SplitValues split(Fields fields) {
        Fields intervals = fields.object("interval");
        return new SplitValues(
                fields.numbers("values"),
                fields.numbers("measures"),
                intervals.map(name -> interval(name, intervals.list(name))));
    }

    private static Interval interval(String name, List<@Nullable Object> ends) {
        if (ends.size() == 2
                && ends.getFirst() instanceof Number low
                && ends.getLast() instanceof Number high) {
            return new Interval(low.doubleValue(), high.doubleValue());
        }
        throw new BadDataException(
                "The interval of '" + name + "' must be [low, high], found " + ends);
    }

    /**
     * One row a member: candidate, recipe, then for each split and each objective and measure its
     * value and interval, such as {@code search.digits.nll}, {@code search.digits.nll.low}, {@code
     * search.digits.nll.high}. Empty where not known.
     */
    public static String csv(FrontDocument front) {
        List<String> names =
                Stream.concat(front.objectives().stream(), front.measures().stream())
                        .map(Objective::name)
                        .toList();
        var text = new StringBuilder(String.join(",", header(names))).append('\n');
        for (FrontPoint point : front.points()) {
            text.append(String.join(",", row(point, names))).append('\n');
        }
        return text.toString();
    }

    private static List<String> header(List<String> names) {
        var cells = new ArrayList<String>(List.of("candidate", "recipe"));
        for (String split : SplitKeys.ALL) {
            for (String name : names) {
                String column = split + "." + name;
                cells.addAll(List.of(cell(column), cell(column + ".low"), cell(column + ".high")));
            }
        }
        return cells;
    }

    private static List<String> row(FrontPoint point, List<String> names) {
        var cells = new ArrayList<String>(List.of("" + point.candidate(), cell(point.recipe())));
        addCells(cells, Optional.of(point.search()), names);
        addCells(cells, point.validation(), names);
        addCells(cells, point.test(), names);
        return cells;
    }

    private static void addCells(
            List<String> cells, Optional<SplitValues> split, List<String> names) {
        for (String name : names) {
            Optional<Interval> interval = split.map(values -> values.interval().get(name));
            cells.add(split.map(values -> number(values.value(name))).orElse(""));
            cells.add(interval.map(ends -> number(ends.low())).orElse(""));
            cells.add(interval.map(ends -> number(ends.high())).orElse(""));
        }
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : Double.toString(value);
    }

    /** Quoted as RFC 4180 wants it where needed. */
    private static String cell(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
