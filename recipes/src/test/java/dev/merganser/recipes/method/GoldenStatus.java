package dev.merganser.recipes.method;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** How the golden cases of each method end; found by running {@link GoldenTest}. */
final class GoldenStatus {

    private static final String BY_THE_SAFE_RULES = "givesThePeersNumbers";
    private static final String MERGEKIT = "Mergekit";

    private final Map<String, Set<String>> casesOf = new TreeMap<>();
    private final Map<String, Set<String>> passedIn = new LinkedHashMap<>();
    private final Set<String> skipped = new TreeSet<>();
    private final Set<String> failed = new TreeSet<>();

    private GoldenStatus() {}

    /** Runs all cases. */
    static GoldenStatus run() {
        var status = new GoldenStatus();
        status.readManifest();
        Arrays.stream(GoldenTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(TestFactory.class))
                .sorted(Comparator.comparing(Method::getName))
                .forEach(status::run);
        return status;
    }

    private void readManifest() {
        try (InputStream manifest =
                Objects.requireNonNull(
                        GoldenStatus.class.getResourceAsStream("/golden/manifest.json"))) {
            for (var golden : new JsonMapper().readTree(manifest).get("cases")) {
                casesOf.computeIfAbsent(GoldenCase.methodOf(golden), _ -> new HashSet<>())
                        .add(golden.get("id").asString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(Method factory) {
        Set<String> passed = passedIn.computeIfAbsent(factory.getName(), _ -> new TreeSet<>());
        for (DynamicTest test : tests(factory)) {
            try {
                test.getExecutable().execute();
                passed.add(test.getDisplayName());
            } catch (TestAbortedException _) {
                skipped.add(test.getDisplayName());
            } catch (Throwable _) {
                failed.add(test.getDisplayName());
            }
        }
    }

    private static List<DynamicTest> tests(Method factory) {
        try {
            return ((Stream<?>) factory.invoke(new GoldenTest()))
                    .map(DynamicTest.class::cast)
                    .toList();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(factory.getName(), e);
        }
    }

    /**
     * The status of a method: {@code 14 of 14; 12 by mergekit's arithmetic}; empty without cases.
     */
    String of(String method) {
        Set<String> cases = casesOf.getOrDefault(method, Set.of());
        if (cases.isEmpty()) {
            return "";
        }
        var text = new StringBuilder();
        text.append(passed(cases, BY_THE_SAFE_RULES::equals)).append(" of ").append(cases.size());
        append(
                text,
                passed(cases, factory -> factory.contains(MERGEKIT)),
                "by mergekit's arithmetic");
        append(
                text,
                passed(
                        cases,
                        factory ->
                                !factory.equals(BY_THE_SAFE_RULES) && !factory.contains(MERGEKIT)),
                "where the peer is wrong and the default differs");
        append(text, (int) cases.stream().filter(skipped::contains).count(), "skipped");
        append(text, (int) cases.stream().filter(failed::contains).count(), "FAILED");
        return text.toString();
    }

    private static void append(StringBuilder text, int count, String what) {
        if (count > 0) {
            text.append("; ").append(count).append(' ').append(what);
        }
    }

    private int passed(Set<String> cases, Predicate<String> factories) {
        return (int)
                cases.stream()
                        .filter(
                                id ->
                                        passedIn.entrySet().stream()
                                                .filter(entry -> factories.test(entry.getKey()))
                                                .anyMatch(entry -> entry.getValue().contains(id)))
                        .count();
    }
}
