package dev.merganser.recipes.model;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.file.SmallFile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Configurations beside weights that cannot be read, which would be passed over otherwise. */
public final class ConfigCheck {

    private static final List<String> COPIED =
            List.of(
                    ModelConfig.FILE,
                    ModelConfig.GENERATION,
                    "tokenizer_config.json",
                    "special_tokens_map.json");

    private ConfigCheck() {}

    /**
     * Looks at those that the merged model takes over.
     *
     * @param like whose they are
     * @param layersChange whether {@code config.json} has to state another number of layers
     */
    public static List<Finding> ofCopied(Source like, boolean layersChange) {
        Path folder = like.checkpoint().path();
        return COPIED.stream()
                .flatMap(
                        name ->
                                finding(
                                        folder.resolve(name),
                                        layersChange && name.equals(ModelConfig.FILE))
                                        .stream())
                .toList();
    }

    /** Looks at the configuration of a model that is only compared with others. */
    public static Optional<Finding> ofCompared(Source source) {
        return finding(source.checkpoint().path().resolve(ModelConfig.FILE), false)
                .map(found -> Finding.warning(found.message()));
    }

    private static Optional<Finding> finding(Path file, boolean needed) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return ModelConfig.damage(SmallFile.text(file))
                    .map(damage -> damaged(file, damage, needed));
        } catch (BadDataException e) {
            return Optional.of(Finding.of(e));
        }
    }

    private static Finding damaged(Path file, String damage, boolean needed) {
        String rule = "%s must be a JSON object: %s".formatted(file, damage);
        return needed
                ? Finding.badData(
                        rule + ". The merged model's number of layers has to be put into it.")
                : Finding.warning(rule + ". What it says is not used.");
    }
}
