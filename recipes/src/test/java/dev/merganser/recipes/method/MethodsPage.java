package dev.merganser.recipes.method;

import dev.merganser.recipes.method.ParameterSpec.Kind;
import dev.merganser.recipes.method.ParameterSpec.Scope;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page docs/methods.md, made of the descriptors, a template and the golden cases. */
final class MethodsPage {

    private static final Pattern ARXIV = Pattern.compile("arXiv:(\\d{4}\\.\\d{4,5})");
    private static final Pattern DOI = Pattern.compile("doi:(10\\.\\S+[^\\s,;.])");

    private final GoldenStatus golden;

    private MethodsPage(GoldenStatus golden) {
        this.golden = golden;
    }

    /**
     * The whole page.
     *
     * @param template the general sections, with {@code {{methods}}} where the methods go and
     *     {@code {{table}}} where the table of all of them goes
     */
    static String of(String template, Collection<MergeMethod> methods, GoldenStatus golden) {
        var page = new MethodsPage(golden);
        return template.replace("{{count}}", String.valueOf(methods.size()))
                .replace("{{table}}", page.table(methods))
                .replace(
                        "{{methods}}",
                        methods.stream().map(page::section).collect(Collectors.joining("\n")));
    }

    private String table(Collection<MergeMethod> methods) {
        return methods.stream()
                .map(this::row)
                .collect(
                        Collectors.joining(
                                "\n",
                                """
                                | Method | What it does | Source | Base; models | Parameters | Data | Cost | Golden cases |
                                | --- | --- | --- | --- | --- | --- | --- | --- |
                                """,
                                ""));
    }

    private String row(MergeMethod method) {
        MethodDescriptor about = method.descriptor();
        return "| %s |"
                .formatted(
                        String.join(
                                " | ",
                                "[`%1$s`](#%1$s)".formatted(about.name()),
                                about.summary(),
                                linked(about.reference()),
                                needs(about),
                                parameters(about),
                                data(about),
                                MergeMethods.cost(method),
                                proof(method)));
    }

    private static String parameters(MethodDescriptor about) {
        return about.parameters().isEmpty()
                ? "none"
                : about.parameters().stream()
                        .filter(ParameterSpec::hasEffect)
                        .map(spec -> "`" + spec.name() + "`")
                        .collect(Collectors.joining(", "));
    }

    private static String needs(MethodDescriptor about) {
        String base =
                switch (about.baseUse()) {
                    case REQUIRED -> "base";
                    case OPTIONAL -> "base or none";
                    case NONE -> "no base";
                };
        return base + "; " + models(about);
    }

    private static String models(MethodDescriptor about) {
        if (about.minModels() == about.maxModels()) {
            return String.valueOf(about.minModels());
        }
        return about.maxModels() == Integer.MAX_VALUE
                ? about.minModels() + " or more"
                : about.minModels() + " to " + about.maxModels();
    }

    private static String data(MethodDescriptor about) {
        List<String> files =
                about.parameters().stream()
                        .filter(spec -> spec.kind() == Kind.FILE)
                        .map(spec -> "`" + spec.name() + "`: a file of each model")
                        .toList();
        return files.isEmpty() ? "none" : String.join(", ", files);
    }

    /** The golden cases, or else the test of the method's own, which must then be there. */
    private String proof(MergeMethod method) {
        String cases = golden.of(method.descriptor().name());
        return cases.isEmpty() ? "none; `%s`".formatted(testOf(method)) : cases;
    }

    private static String testOf(MergeMethod method) {
        String test = method.getClass().getName() + "Test";
        try {
            return Class.forName(test).getSimpleName();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("A method without golden cases needs a " + test, e);
        }
    }

    private String section(MergeMethod method) {
        MethodDescriptor about = method.descriptor();
        var text = new StringBuilder("### `%s`\n\n".formatted(about.name()));
        text.append(about.summary()).append(". ").append(linked(about.reference())).append(".\n");
        paragraph(text, about.notes().formula());
        paragraph(text, about.notes().explanation());
        if (!about.parameters().isEmpty()) {
            text.append(
                    """

                    | Parameter | For | Values | Default | Means |
                    | --- | --- | --- | --- | --- |
                    """);
            about.parameters().forEach(spec -> text.append(parameter(spec)));
        }
        return text.toString();
    }

    private static void paragraph(StringBuilder text, String words) {
        if (!words.isEmpty()) {
            text.append('\n').append(words.strip()).append('\n');
        }
    }

    private static String parameter(ParameterSpec spec) {
        return "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        spec.name(),
                        spec.scope() == Scope.MODEL ? "each model" : "all",
                        values(spec),
                        spec.defaultValue().map(MethodsPage::shown).orElse("required"),
                        spec.hasEffect() || spec.summary().contains("no effect")
                                ? spec.summary()
                                : spec.summary() + "; read for mergekit's sake, no effect");
    }

    private static String shown(Argument value) {
        return value instanceof Argument.Text(String word) ? "`" + word + "`" : value.shown();
    }

    private static String values(ParameterSpec spec) {
        return switch (spec.kind()) {
            case TEXT ->
                    spec.choices().stream()
                            .map(word -> "`" + word + "`")
                            .collect(Collectors.joining(", "));
            case NUMBER, FLAG, FILE -> spec.allowed().replaceFirst("^an? (finite )?", "");
        };
    }

    private static String linked(String reference) {
        String papers = ARXIV.matcher(reference).replaceAll("[$0](https://arxiv.org/abs/$1)");
        return DOI.matcher(papers).replaceAll("[$0](https://doi.org/$1)");
    }
}
