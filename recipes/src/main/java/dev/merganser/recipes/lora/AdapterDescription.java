package dev.merganser.recipes.lora;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the configuration of a written adapter says; its scale is 1.
 *
 * @param base what the base is called: a path or a Hugging Face id
 * @param revision of the id
 * @param taskType PEFT's word for what the model does
 * @param transposed whether linear weights are stored as {@code [in, out]}
 * @param biases whether each B has a bias
 * @param targets the modules with a low-rank update
 * @param whole the modules that are saved whole
 */
public record AdapterDescription(
        String base,
        Optional<String> revision,
        Optional<String> taskType,
        int rank,
        boolean transposed,
        boolean biases,
        Set<String> targets,
        Set<String> whole) {

    /** Name of the file. */
    public static final String FILE = AdapterConfigReader.FILE;

    /** Name of the file of the weights. */
    public static final String WEIGHTS = AdapterFile.WEIGHTS;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public AdapterDescription {
        targets = Set.copyOf(targets);
        whole = Set.copyOf(whole);
    }

    /**
     * The content of the file.
     *
     * @param tensors the names of all tensors of the model
     */
    public String json(List<String> tensors) {
        ObjectNode root = JSON.createObjectNode();
        root.put("peft_type", "LORA");
        root.put("task_type", taskType.orElse(null));
        root.put("base_model_name_or_path", base);
        root.put("revision", revision.orElse(null));
        root.put("inference_mode", true);
        root.put("r", rank);
        root.put("lora_alpha", rank);
        root.put("lora_dropout", 0.0);
        root.put("use_rslora", false);
        root.put("use_dora", false);
        root.put("bias", "none");
        if (biases) {
            root.put("lora_bias", true); // a key that older versions of PEFT do not know
        }
        root.put("fan_in_fan_out", transposed);
        names(root, "target_modules", targets, tensors);
        if (whole.isEmpty()) {
            root.putNull("modules_to_save");
        } else {
            names(root, "modules_to_save", whole, tensors);
        }
        return root.toPrettyString() + "\n";
    }

    private static void names(
            ObjectNode root, String key, Set<String> modules, List<String> tensors) {
        ArrayNode names = root.putArray(key);
        ShortNames.shortest(modules, tensors).forEach(names::add);
    }

    /** The name of a factor's tensor in the file: {@code A} or {@code B}. */
    public static String factor(String module, String factor) {
        return AdapterKey.PREFIX + module + ".lora_" + factor + ".weight";
    }

    /** The name of the bias of a B in the file. */
    public static String bias(String module) {
        return AdapterKey.PREFIX + module + ".lora_B.bias";
    }

    /** The name of a tensor that is saved whole. */
    public static String full(String tensor) {
        return AdapterKey.PREFIX + tensor;
    }
}
