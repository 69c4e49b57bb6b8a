package dev.merganser.recipes.method;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A golden case in our words.
 *
 * @param base empty where the case has none
 */
record GoldenCase(
        String method,
        String base,
        List<String> models,
        Map<String, Argument> global,
        List<Map<String, Argument>> perModel) {

    /** Our name for its method. */
    static String methodOf(JsonNode golden) {
        return switch (golden.get("method").asString()) {
            case "fb_simple_average", "fb_weighted_average" -> "linear";
            case "fb_task_arithmetic" -> "task_arithmetic";
            case "fb_dare_task_arithmetic" -> "dare_linear";
            case "fb_slerp" -> "slerp";
            case "tsvm_rank_reduction" -> "tsvm";
            case "fb_magmax" -> "magmax";
            case "fb_ties" -> "ties";
            case "fb_model_stock" -> "model_stock";
            case "fb_expo" -> "expo";
            case String method -> method;
        };
    }

    /** This case, rebuilding the model of one task. */
    GoldenCase forTaskOf(String model) {
        Map<String, Argument> changed = new LinkedHashMap<>(global);
        changed.put("task", Argument.of(models.indexOf(model) + 1));
        return new GoldenCase(method, base, models, changed, perModel);
    }

    static GoldenCase of(JsonNode golden) {
        List<String> models = new ArrayList<>();
        golden.get("models").forEach(model -> models.add(model.asString()));
        String base = golden.get("base").asString("");
        JsonNode params = golden.get("params");
        return switch (golden.get("method").asString()) {
            case "fb_simple_average" -> weighted("linear", "", models, Map.of(), 1);
            case "fb_weighted_average" -> weightedAverage(models, params.get("weights"));
            case "fb_task_arithmetic" ->
                    weighted("task_arithmetic", base, models, lambda(params), 1);
            case "fb_dare_task_arithmetic" -> dare(base, models, params);
            case "tall_mask" -> plain("tall_mask", base, models, masks(params));
            case "consensus" -> plain("consensus", base, models, consensus(params));
            case "pcb" -> plain("pcb", base, models, pcb(params));
            case "fb_magmax" -> plain("magmax", base, models, lambda(params));
            case "fb_ties" -> weighted("ties", base, models, wholeModelTies(params), 1);
            case "fb_slerp" ->
                    new GoldenCase(
                            "slerp",
                            models.getFirst(),
                            List.of(models.getLast()),
                            arguments(params),
                            List.of(Map.of()));
            case "wudi" ->
                    plain(
                            "wudi",
                            base,
                            models,
                            Map.of(
                                    "solver",
                                    Argument.of("adam"),
                                    "steps",
                                    Argument.of(params.get("iter_num").asDouble())));
            case "widen" -> plain("widen", base, models, widen(params));
            case "tsvm", "tsvm_rank_reduction" -> tsvm(golden, base, models);
            case "iso_c", "iso_cts" -> isotropic(golden, base, models);
            case "opcm" ->
                    new GoldenCase(
                            "opcm",
                            base,
                            models,
                            Map.of("alpha", Argument.of(params.get("alpha").asDouble())),
                            each(golden, models));
            case "fisher" -> fisher(models, params);
            case "regmean" -> regMean(models, params);
            case "fb_model_stock" ->
                    plain("model_stock", base, models, Map.of("angle", Argument.of("degrees")));
            case "fb_expo" ->
                    plain(
                            "expo",
                            base,
                            models,
                            Map.of("factor", number(params, "extrapolation_factor")));
            case String method ->
                    new GoldenCase(method, base, models, arguments(params), each(golden, models));
        };
    }

    /** A case of a method that has no parameters of single models. */
    private static GoldenCase plain(
            String method, String base, List<String> models, Map<String, Argument> global) {
        return new GoldenCase(
                method,
                base,
                models,
                global,
                models.stream().map(_ -> Map.<String, Argument>of()).toList());
    }

    private static Map<String, Argument> widen(JsonNode params) {
        return Map.of(
                "above_average_ratio",
                Argument.of(params.get("above_average_value_ratio").asDouble()),
                "calibration",
                Argument.of(params.get("score_calibration_value").asDouble()));
    }

    private static Map<String, Argument> masks(JsonNode params) {
        Map<String, Argument> global = new LinkedHashMap<>(lambda(params));
        global.put("mask_lambda", Argument.of(params.get("tall_mask_lambda").asDouble()));
        global.put("vector", Argument.of(params.get("use_ties").asBoolean() ? "ties" : "sum"));
        return global;
    }

    private static Map<String, Argument> consensus(JsonNode params) {
        Map<String, Argument> global = new LinkedHashMap<>(masks(params));
        global.put("k", Argument.of(params.get("prun_thre_k").asDouble()));
        return global;
    }

    private static Map<String, Argument> pcb(JsonNode params) {
        Map<String, Argument> global = new LinkedHashMap<>(lambda(params));
        global.put("ratio", Argument.of(params.get("pcb_ratio").asDouble()));
        return global;
    }

    private static GoldenCase weighted(
            String method,
            String base,
            List<String> models,
            Map<String, Argument> global,
            double weight) {
        var each = models.stream().map(_ -> Map.of("weight", Argument.of(weight))).toList();
        return new GoldenCase(method, base, models, global, each);
    }

    private static Argument number(JsonNode params, String name) {
        return Argument.of(params.get(name).asDouble());
    }

    private static GoldenCase weightedAverage(List<String> models, JsonNode weights) {
        List<Map<String, Argument>> each = new ArrayList<>();
        weights.forEach(weight -> each.add(Map.of("weight", Argument.of(weight.asDouble()))));
        return new GoldenCase("linear", "", models, Map.of(), each);
    }

    /** The statistics of a model have its name. */
    private static GoldenCase fisher(List<String> models, JsonNode params) {
        List<Map<String, Argument>> each = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            double weight = params.get("fisher_scaling_coefficients").get(i).asDouble();
            each.add(
                    Map.of(
                            "weight",
                            Argument.of(weight),
                            "statistics",
                            Argument.of(models.get(i))));
        }
        Map<String, Argument> global =
                Map.of(
                        "normalize",
                        Argument.of(params.get("normalize_fisher_weight").asBoolean()),
                        "epsilon",
                        Argument.of(params.get("minimal_fisher_weight").asDouble()));
        return new GoldenCase("fisher", "", models, global, each);
    }

    private static GoldenCase regMean(List<String> models, JsonNode params) {
        double kept = params.get("reduce_non_diagonal_ratio").asDouble();
        return new GoldenCase(
                "regmean",
                "",
                models,
                Map.of("off_diagonal", Argument.of(kept)),
                models.stream().map(model -> Map.of("statistics", Argument.of(model))).toList());
    }

    private static GoldenCase dare(String base, List<String> models, JsonNode params) {
        double density = 1 - params.get("sparsity_ratio").asDouble();
        Map<String, Argument> global = new LinkedHashMap<>(lambda(params));
        global.put("rescale_by", Argument.of("density"));
        global.put("density", Argument.of(density));
        return weighted("dare_linear", base, models, global, 1);
    }

    /** Its threshold is in percent where it is above 1. */
    private static Map<String, Argument> wholeModelTies(JsonNode params) {
        double threshold = params.get("threshold").asDouble();
        Map<String, Argument> global = new LinkedHashMap<>(lambda(params));
        global.put("density", Argument.of(threshold > 1 ? threshold / 100 : threshold));
        global.put("trim", Argument.of("model"));
        global.put("aggregate", Argument.of(params.get("merge_func").asString()));
        return global;
    }

    /** One {@code alpha} is a factor of the sum, a list of them are weights of the models. */
    private static GoldenCase tsvm(JsonNode golden, String base, List<String> models) {
        JsonNode params = golden.get("params");
        Map<String, Argument> global = new LinkedHashMap<>();
        List<Map<String, Argument>> each = new ArrayList<>(each(golden, models));
        if (params.path("alpha").isArray()) {
            for (int i = 0; i < models.size(); i++) {
                each.set(i, Map.of("weight", Argument.of(params.get("alpha").get(i).asDouble())));
            }
        } else {
            double factor = params.path("alpha").asDouble(1);
            double scaling = params.path("scaling_factor").asDouble(1);
            global.put("lambda", Argument.of(factor * scaling));
        }
        boolean truncatedOnly = golden.get("method").asString().equals("tsvm_rank_reduction");
        global.put("orthogonalize", Argument.of(!truncatedOnly));
        return new GoldenCase("tsvm", base, models, global, each);
    }

    private static GoldenCase isotropic(JsonNode golden, String base, List<String> models) {
        JsonNode params = golden.get("params");
        Map<String, Argument> global = new LinkedHashMap<>(lambda(params));
        if (params.has("common_space_fraction")) {
            double fraction = params.get("common_space_fraction").asDouble();
            global.put("common_fraction", Argument.of(fraction));
        }
        String method = golden.get("method").asString();
        return new GoldenCase(method, base, models, global, each(golden, models));
    }

    private static Map<String, Argument> lambda(JsonNode params) {
        return Map.of("lambda", Argument.of(params.get("scaling_factor").asDouble()));
    }

    private static List<Map<String, Argument>> each(JsonNode golden, List<String> models) {
        return models.stream()
                .map(model -> golden.get("model_params").get(model))
                .map(node -> node == null ? Map.<String, Argument>of() : arguments(node))
                .toList();
    }

    private static Map<String, Argument> arguments(JsonNode node) {
        Map<String, Argument> arguments = new LinkedHashMap<>();
        for (var entry : node.properties()) {
            JsonNode value = entry.getValue();
            arguments.put(
                    entry.getKey(),
                    value.isBoolean()
                            ? Argument.of(value.asBoolean())
                            : value.isString()
                                    ? Argument.of(value.asString())
                                    : Argument.of(value.asDouble()));
        }
        return arguments;
    }
}
