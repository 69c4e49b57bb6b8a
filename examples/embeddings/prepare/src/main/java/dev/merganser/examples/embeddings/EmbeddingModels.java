package dev.merganser.examples.embeddings;

import java.io.IOException;
import java.util.List;

/** The sentence-embedding models of the example: an inference graph and a tokenizer each. */
final class EmbeddingModels {

    /**
     * A model.
     *
     * @param artifact its name in that of its package
     * @param name its name in its files and of its folder
     */
    private record Model(String artifact, String name) {
        String jar() {
            return "langchain4j-embeddings-%s-1.11.0-beta19.jar".formatted(artifact);
        }
    }

    private static final List<Model> MODELS =
            List.of(
                    new Model("bge-small-en-v15", "bge-small-en-v1.5"),
                    new Model("bge-small-en", "bge-small-en"),
                    new Model("e5-small-v2", "e5-small-v2"),
                    new Model("all-minilm-l6-v2", "all-minilm-l6-v2"));

    private EmbeddingModels() {}

    /** Writes models/NAME/model.onnx and models/NAME/tokenizer.json of each model. */
    static void write(Packages packages, Output output) throws IOException {
        for (Model model : MODELS) {
            copy(packages, model, ".onnx", output, "model.onnx");
            copy(packages, model, "-tokenizer.json", output, "tokenizer.json");
        }
    }

    private static void copy(
            Packages packages, Model model, String ending, Output output, String name)
            throws IOException {
        String target = "models/%s/%s".formatted(model.name(), name);
        packages.read(model.jar(), model.name() + ending, bytes -> output.copy(target, bytes));
    }
}
