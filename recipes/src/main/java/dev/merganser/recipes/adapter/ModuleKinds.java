package dev.merganser.recipes.adapter;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.model.ModelConfig;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which tensors of a model are weights of linear layers, told by their shapes and names.
 *
 * @param taskType PEFT's word for what the model does
 * @param transposed whether linear weights are stored as {@code [in, out]}
 */
record ModuleKinds(Optional<String> taskType, boolean transposed) {

    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";
    private static final String FEATURES = "FEATURE_EXTRACTION";
    private static final String GPT = "transformer.";
    private static final Set<String> EMBEDDINGS = Set.of("wte", "wpe", "shared", "tok_embeddings");
    private static final Set<String> HEADS = Set.of("score", "classifier");
    private static final Set<String> WITH_HEADS = Set.of("SEQ_CLS", "TOKEN_CLS");

    /** What the configuration of a model says; nothing where there is none. */
    static ModuleKinds of(Checkpoint model) {
        return new ModuleKinds(
                ModelConfig.architectures(model).stream()
                        .map(ModuleKinds::taskType)
                        .flatMap(Optional::stream)
                        .findFirst(),
                ModelConfig.storesInputsFirst(model));
    }

    private static Optional<String> taskType(String architecture) {
        return switch (architecture.replaceFirst("^.*(?=(For[A-Z]|LMHeadModel))", "")) {
            case "ForCausalLM", "LMHeadModel" -> Optional.of("CAUSAL_LM");
            case "ForSequenceClassification" -> Optional.of("SEQ_CLS");
            case "ForTokenClassification" -> Optional.of("TOKEN_CLS");
            case "ForQuestionAnswering" -> Optional.of("QUESTION_ANS");
            case "ForConditionalGeneration" ->
                    architecture.matches("(M?T5|UMT5|LongT5|M?Bart|Pegasus|Marian)For.*")
                            ? Optional.of("SEQ_2_SEQ_LM")
                            : Optional.empty();
            default -> architecture.endsWith("Model") ? Optional.of(FEATURES) : Optional.empty();
        };
    }

    /**
     * The outermost module of the model where its file leaves it out of the names of tensors, with
     * its dot: GPT-2's checkpoints are saved without {@code transformer}.
     */
    String outermost(List<String> tensors) {
        boolean named = tensors.stream().anyMatch(name -> name.startsWith(GPT));
        boolean inner = tensors.stream().anyMatch(name -> name.startsWith("h."));
        boolean wrapped = taskType.filter(type -> !type.equals(FEATURES)).isPresent();
        return transposed && wrapped && inner && !named ? GPT : "";
    }

    /** Whether a tensor is a matrix that a layer multiplies by, and not one that it looks up. */
    boolean isLinear(TensorInfo info) {
        return info.shape().rank() == 2
                && info.shape().elements() > 0
                && info.name().endsWith(WEIGHT)
                && !isEmbedding(last(module(info.name())))
                && !isHead(last(module(info.name())));
    }

    private static boolean isEmbedding(String module) {
        return module.toLowerCase(Locale.ROOT).contains("embed") || EMBEDDINGS.contains(module);
    }

    /** Heads that PEFT saves whole without being asked. */
    private boolean isHead(String module) {
        return HEADS.contains(module) && taskType.filter(WITH_HEADS::contains).isPresent();
    }

    /** Whether a tensor belongs to a module by a name that PEFT can save whole. */
    static boolean isModules(String tensor) {
        return tensor.endsWith(WEIGHT) || tensor.endsWith(BIAS);
    }

    /** The name of the module that a tensor belongs to. */
    static String module(String tensor) {
        int dot = tensor.lastIndexOf('.');
        return dot < 0 ? tensor : tensor.substring(0, dot);
    }

    static String bias(String module) {
        return module + BIAS;
    }

    private static String last(String module) {
        return module.substring(module.lastIndexOf('.') + 1);
    }
}
