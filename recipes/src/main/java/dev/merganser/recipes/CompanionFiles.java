package dev.merganser.recipes;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What stands beside the weights in the folder of a model: configuration, tokenizer, recipe. */
final class CompanionFiles {

    private static final String RECIPE = "merganser_recipe.yml";
    private static final String CONFIG = "config.json";
    private static final String GENERATION = "generation_config.json";
    private static final List<String> PATTERNS =
            List.of(
                    "config.json",
                    "generation_config.json",
                    "preprocessor_config.json",
                    "processor_config.json",
                    "tokenizer*",
                    "special_tokens_map.json",
                    "added_tokens.json",
                    "chat_template*",
                    "vocab*",
                    "merges.txt",
                    "*.model",
                    "*.spm");

    private CompanionFiles() {}

    /** Copies the files of the plan's base, else first model, where it is a folder. */
    static void copy(MergePlan plan, String recipe, Path folder) throws IOException {
        Path source = plan.like().path();
        if (Files.isDirectory(source)) {
            for (Path file : companions(source)) {
                if (!plan.vocabulary().writes(file.getFileName())) {
                    copy(plan, file, folder.resolve(file.getFileName()));
                }
            }
        }
        plan.vocabulary().write(folder);
        Files.writeString(folder.resolve(RECIPE), recipe);
    }

    private static List<Path> companions(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String pattern : PATTERNS) {
            try (var found = Files.newDirectoryStream(folder, pattern)) {
                found.forEach(files::add);
            }
        }
        return files.stream().filter(Files::isRegularFile).sorted().distinct().toList();
    }

    private static void copy(MergePlan plan, Path from, Path to) throws IOException {
        if (from.endsWith(CONFIG)) {
            Files.writeString(to, configuration(plan, Files.readString(from)));
        } else if (from.endsWith(GENERATION)) {
            Files.writeString(to, plan.vocabulary().adapted(GENERATION, Files.readString(from)));
        } else {
            Files.copy(from, to);
        }
    }

    /** The configuration of the merged model. */
    private static String configuration(MergePlan plan, String original) {
        Optional<DType> stored = stored(plan);
        String config =
                stored.isPresent() ? ModelConfig.withDtype(original, stored.get()) : original;
        for (LayerChange change : plan.layerChanges()) {
            config = ModelConfig.withLayers(config, change);
        }
        return plan.vocabulary().adapted(CONFIG, config);
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
