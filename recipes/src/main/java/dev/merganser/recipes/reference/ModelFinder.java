package dev.merganser.recipes.reference;

import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the models that references name, in mergekit's form {@code model[+lora]}, where model and
 * lora are paths, or Hugging Face ids with an optional {@code @revision}. What exists as a path as
 * a whole is a path, whatever signs it holds.
 */
public final class ModelFinder {

    /** What people put before a model, as mergekit's tokenizer_source once had it. */
    private static final String KEY = "model:";

    private static final List<String> FILES = List.of(".safetensors", ".onnx", ".bin", ".gguf");

    private final Path workingDirectory;
    private final HubCache cache;

    /** Relative paths start at the working directory; ids are looked up in the cache. */
    public ModelFinder(Path workingDirectory, HubCache cache) {
        this.workingDirectory = workingDirectory;
        this.cache = cache;
    }

    /**
     * Where the model of a reference lies.
     *
     * @throws WrongUseException where there is none
     */
    public ModelLocation find(String reference) {
        Optional<Path> whole = existing(reference);
        if (whole.isPresent()) {
            return ModelLocation.of(whole.get());
        }
        List<Integer> signs = plusSigns(reference);
        return signs.stream()
                .flatMap(at -> both(reference, at).stream())
                .findFirst()
                .orElseGet(() -> alone(reference, signs));
    }

    /** Model and adapter, where a sign has one on either side. */
    private Optional<ModelLocation> both(String reference, int sign) {
        return findPart(reference.substring(0, sign))
                .flatMap(
                        base ->
                                findPart(reference.substring(sign + 1))
                                        .map(lora -> new ModelLocation(base, Optional.of(lora))));
    }

    /**
     * A model without an adapter; else says what is missing, the adapter where there is a model.
     */
    private ModelLocation alone(String reference, List<Integer> signs) {
        for (int at : signs) {
            Optional<Path> base = findPart(reference.substring(0, at));
            if (base.isPresent()) {
                Path adapter = part(reference.substring(at + 1), "Adapter");
                return new ModelLocation(base.get(), Optional.of(adapter));
            }
        }
        String base = signs.isEmpty() ? reference : reference.substring(0, signs.getFirst());
        return ModelLocation.of(part(base, "Model"));
    }

    /** The name of a model that has no adapter: what exists as a path is one, else an id. */
    public ModelName name(String reference) {
        return existing(reference).isPresent()
                ? new ModelName(reference, Optional.empty())
                : new ModelName(id(reference), revision(reference));
    }

    /** Where a model and an adapter may meet. */
    private static List<Integer> plusSigns(String reference) {
        List<Integer> signs = new ArrayList<>();
        for (int at = 1; at < reference.length() - 1; at++) {
            if (reference.charAt(at) == '+') {
                signs.add(at);
            }
        }
        return signs;
    }

    private Path part(String text, String what) {
        return findPart(text).orElseThrow(() -> missing(text, what));
    }

    private Optional<Path> findPart(String text) {
        Optional<Path> path = existing(text);
        if (path.isPresent()) {
            return path;
        }
        refuseRevisionOfPath(text);
        return cache.snapshot(id(text), revision(text));
    }

    private void refuseRevisionOfPath(String text) {
        if (revision(text).isPresent() && existing(id(text)).isPresent()) {
            throw new WrongUseException(
                    "Only a Hugging Face id has revisions, but %s is a file or folder. Maybe leave '@%s' out."
                            .formatted(
                                    Quoted.text(id(text)),
                                    Quoted.line(revision(text).orElseThrow())));
        }
    }

    private static String id(String text) {
        int at = text.lastIndexOf('@');
        return at > 0 ? text.substring(0, at) : text;
    }

    private static Optional<String> revision(String text) {
        int at = text.lastIndexOf('@');
        return at > 0 ? Optional.of(text.substring(at + 1)) : Optional.empty();
    }

    private Optional<Path> existing(String text) {
        return Optional.of(path(text)).filter(Files::exists);
    }

    private Path path(String text) {
        return path(workingDirectory, text, "Model");
    }

    /** Where a file lies that a recipe names, absolute; it need not be there. */
    public Path file(String text) {
        return path(workingDirectory, text, "File");
    }

    private static Path path(Path folder, String text, String what) {
        try {
            return folder.resolve(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new WrongUseException(
                    "%s %s must be a path, but it cannot be one: %s"
                            .formatted(what, Quoted.text(text), e.getReason()),
                    e);
        }
    }

    private WrongUseException missing(String text, String what) {
        if (text.startsWith(KEY)) {
            return new WrongUseException(
                    "%s %s must be a path or a Hugging Face id, but there is nothing at %s. Maybe leave '%s' out."
                            .formatted(what, Quoted.text(text), path(text), KEY));
        }
        if (!looksLikeId(id(text))) {
            return new WrongUseException(
                    "%s %s must be a file or a folder, but there is nothing at %s. Maybe the working directory is another one."
                            .formatted(what, Quoted.text(text), path(text)));
        }
        return new WrongUseException(
                "%s %s must be a path or a Hugging Face id in the local cache, but there is nothing at %s and no %s.%s Nothing is downloaded: maybe run 'huggingface-cli download %s%s', or the working directory is another one."
                        .formatted(
                                what,
                                Quoted.text(text),
                                path(text),
                                cache.folderOf(id(text)),
                                Suggestions.didYouMean(id(text), cache.ids()),
                                id(text),
                                revision(text)
                                        .map(name -> " --revision " + Quoted.line(name))
                                        .orElse("")));
    }

    /** A name alone may be an old id such as {@code gpt2}, but is more often a mistyped path. */
    private static boolean looksLikeId(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return text.contains("/")
                && HubCache.isId(text)
                && FILES.stream().noneMatch(lower::endsWith);
    }
}
