package dev.merganser.recipes.card;

import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.recipe.YamlScalars;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code README.md} of a merged model, as the Hugging Face hub reads it.
 *
 * @param title what the model is called
 * @param library what loads the model, in the hub's words
 * @param sources the models that were merged, the base first
 * @param methods the methods of all merges, in their order
 * @param recipe the recipe in YAML, with the models called as in the sources
 * @param content what the weights are, such as {@code 85 tensors of BF16}
 * @param notes what else a reader should know, a sentence each
 * @param version of the program
 */
public record ModelCard(
        String title,
        String library,
        List<CardSource> sources,
        List<MethodDescriptor> methods,
        String recipe,
        String content,
        List<String> notes,
        String version) {

    public ModelCard {
        sources = List.copyOf(sources);
        methods = List.copyOf(methods);
        notes = List.copyOf(notes);
    }

    /** The licence that all sources state, if they do. */
    public Optional<License> license() {
        return License.common(sources.stream().map(CardSource::license).toList());
    }

    /** All of the card. */
    public String text() {
        List<String> parts = new ArrayList<>();
        parts.add(frontMatter());
        parts.add("# " + plain(title));
        parts.add(
                "A merge of the models below by %s: %s. Made with Merganser %s."
                        .formatted(methodNames(), content, version));
        parts.addAll(notes);
        parts.add("## Sources\n\n" + table() + "\n" + aboutLicences());
        parts.add("## Method\n\n" + methodLines());
        parts.add("## Recipe\n\n" + fenced("yaml", recipe));
        parts.add("## How to repeat it\n\n" + howTo());
        return String.join("\n\n", parts) + "\n";
    }

    private String frontMatter() {
        var text = new StringBuilder("---\nbase_model:\n");
        sources.stream()
                .map(source -> source.hub().map(SourceNames.HubModel::id).orElse(source.name()))
                .distinct()
                .forEach(name -> text.append("- ").append(YamlScalars.text(name)).append('\n'));
        text.append("base_model_relation: merge\n");
        line(text, "library_name", library);
        Optional<License> license = license();
        line(text, "license", license.map(License::id).orElse("other"));
        license.flatMap(License::name).ifPresent(name -> line(text, "license_name", name));
        license.flatMap(License::link).ifPresent(link -> line(text, "license_link", link));
        return text.append("tags:\n- merge\n- merganser\n---").toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append(": ").append(YamlScalars.text(value)).append('\n');
    }

    private String methodNames() {
        return String.join(
                ", then ", methods.stream().map(method -> "`" + method.name() + "`").toList());
    }

    private String table() {
        var text = new StringBuilder("| Model | Role | Licence | SHA-256 of the weights |\n");
        text.append("| --- | --- | --- | --- |\n");
        for (CardSource source : sources) {
            text.append("| ").append(link(source));
            text.append(" | ").append(source.role());
            text.append(" | ")
                    .append(cell(source.license().map(License::toString).orElse("not stated")));
            text.append(" | ");
            text.append(
                    source.sha256()
                            .map(hash -> "`" + hash + "`")
                            .orElse("not computed (merge with `--hash`)"));
            text.append(" |\n");
        }
        return text.toString();
    }

    private static String link(CardSource source) {
        return source.hub()
                .map(
                        hub ->
                                "[%s](https://huggingface.co/%s) at %s"
                                        .formatted(
                                                cell(hub.id()),
                                                cell(hub.id()),
                                                cell(hub.revision())))
                .orElseGet(() -> cell(source.name()));
    }

    private String aboutLicences() {
        return license()
                .map(
                        license ->
                                "All sources state the licence %s."
                                        .formatted(plain(license.toString())))
                .orElse(
                        sources.stream().allMatch(source -> source.license().isEmpty())
                                ? "None of the sources states its licence. Whoever shares the merged model has to find out."
                                : "The sources do not all state the same licence. Whoever shares the merged model has to keep to each of them; this card does not judge what follows.");
    }

    private String methodLines() {
        return String.join(
                "\n",
                methods.stream()
                        .distinct()
                        .map(m -> "- `%s`: %s. %s".formatted(m.name(), m.summary(), m.reference()))
                        .toList());
    }

    private String howTo() {
        return """
               Save the recipe as `recipe.yml` in a folder where the models have the names in it, and run there

               %s

               The same models give the same bytes. A hash of weights in several files is that of what `sha256sum` prints for the index and the shards, in this order."""
                .formatted(fenced("sh", "merganser merge recipe.yml merged\n"));
    }

    private static String fenced(String language, String text) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        return fence + language + "\n" + text + fence;
    }

    private static String cell(String text) {
        return plain(text).replace("|", "\\|");
    }

    /** Text of others as a part of one line. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
