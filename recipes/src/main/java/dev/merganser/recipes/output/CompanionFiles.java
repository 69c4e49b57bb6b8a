package dev.merganser.recipes.output;

import dev.merganser.recipes.align.LayerChange;
import dev.merganser.recipes.file.FolderFiles;
import dev.merganser.recipes.file.SmallFile;
import dev.merganser.recipes.file.WholeFile;
import dev.merganser.recipes.model.ModelConfig;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tokenizer.TokenizerFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What stands beside the weights in the folder of a model: configuration, tokenizer, processors,
 * chat templates, modules of sentence-transformers; Python code where a configuration names some.
 */
public final class CompanionFiles {

    private static final String MODULES = "modules.json";
    private static final List<String> PATTERNS =
            Stream.concat(
                            TokenizerFiles.PATTERNS.stream(),
                            Stream.of(
                                    ModelConfig.FILE,
                                    ModelConfig.GENERATION,
                                    "*processor_config.json",
                                    MODULES,
                                    "config_sentence_transformers.json",
                                    "sentence_*_config.json"))
                    .toList();
    private static final List<String> LICENSES = List.of("LICENSE*", "NOTICE*", "USE_POLICY*");
    private static final Pattern CODE = Pattern.compile("\"auto_map\"\\s*:");
    private static final Pattern MODULE = Pattern.compile("\"path\"\\s*:\\s*\"([\\w-]+)\"");

    private CompanionFiles() {}

    /**
     * Copies the files of the plan's base, else first model, where it is a folder.
     *
     * @param licenses whether the texts of its licence hold for the merged model
     * @return what was copied, relative to the folder
     */
    static List<Path> copy(MergePlan plan, boolean licenses, Path folder) throws IOException {
        Path source = plan.like().path();
        Optional<Path> stem = tokensOfStem(plan);
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(source)) {
            files.addAll(of(source));
            files.removeIf(plan.vocabulary()::writes);
            files.removeIf(file -> stem.isPresent() && TokenizerFiles.isOwn(file));
            files.addAll(licenses ? FolderFiles.matching(source, LICENSES) : List.of());
        }
        for (Path file : files) {
            WholeFile.makeFolderOf(folder.resolve(file));
            copy(plan, file, source, folder);
        }
        if (stem.isPresent()) {
            files.addAll(copyTokenizer(stem.get(), folder));
        }
        plan.vocabulary().write(folder);
        return files;
    }

    /** The folder of a layer path's stem, where that has the tokenizer and not the base. */
    private static Optional<Path> tokensOfStem(MergePlan plan) throws IOException {
        if (plan.path().isEmpty()) {
            return Optional.empty();
        }
        Path stem = plan.path().get().stem().path();
        boolean other = !stem.equals(plan.like().path()) && Files.isDirectory(stem);
        return other && !FolderFiles.matching(stem, TokenizerFiles.PATTERNS).isEmpty()
                ? Optional.of(stem)
                : Optional.empty();
    }

    private static List<Path> copyTokenizer(Path source, Path folder) throws IOException {
        List<Path> files = FolderFiles.matching(source, TokenizerFiles.PATTERNS);
        for (Path file : files) {
            WholeFile.makeFolderOf(folder.resolve(file));
            Files.copy(source.resolve(file), folder.resolve(file));
        }
        return files;
    }

    /** The companions in the folder of a model, relative to it, in the order of their names. */
    public static List<Path> of(Path folder) throws IOException {
        List<Path> files = new ArrayList<>(FolderFiles.matching(folder, PATTERNS));
        files.addAll(modules(folder));
        if (namesCode(folder, files)) {
            files.addAll(FolderFiles.matching(folder, List.of("*.py")));
        }
        return files.stream().distinct().sorted().toList();
    }

    /** What sentence-transformers runs after the model, such as {@code 1_Pooling/config.json}. */
    private static List<Path> modules(Path folder) throws IOException {
        Path list = folder.resolve(MODULES);
        if (!Files.isRegularFile(list)) {
            return List.of();
        }
        List<String> patterns =
                MODULE.matcher(SmallFile.text(list)).results().map(m -> m.group(1) + "/*").toList();
        return FolderFiles.matching(folder, patterns);
    }

    private static boolean namesCode(Path folder, List<Path> files) throws IOException {
        for (Path file : files) {
            boolean isConfig = file.toString().endsWith("config.json");
            if (isConfig && CODE.matcher(SmallFile.text(folder.resolve(file))).find()) {
                return true;
            }
        }
        return false;
    }

    private static void copy(MergePlan plan, Path file, Path source, Path folder)
            throws IOException {
        Path from = source.resolve(file);
        Path to = folder.resolve(file);
        if (file.equals(Path.of(ModelConfig.FILE))) {
            Files.writeString(to, configuration(plan, SmallFile.text(from)));
        } else if (file.equals(Path.of(ModelConfig.GENERATION))) {
            Files.writeString(
                    to, plan.vocabulary().adapted(ModelConfig.GENERATION, SmallFile.text(from)));
        } else {
            Files.copy(from, to);
        }
    }

    /** The configuration of the merged model. */
    private static String configuration(MergePlan plan, String original) {
        Optional<DType> stored = stored(plan);
        String config =
                stored.isPresent() ? MergedConfig.withDtype(original, stored.get()) : original;
        for (LayerChange change : plan.layerChanges()) {
            config = MergedConfig.withLayers(config, change);
        }
        return plan.vocabulary().adapted(ModelConfig.FILE, config);
    }

    /** The type of all merged float tensors, where they have one. */
    private static Optional<DType> stored(MergePlan plan) {
        Set<DType> types =
                plan.tensors().stream()
                        .map(TensorInfo::dtype)
                        .filter(DType::isFloat)
                        .collect(Collectors.toSet());
        return types.size() == 1 ? types.stream().findFirst() : Optional.empty();
    }
}
