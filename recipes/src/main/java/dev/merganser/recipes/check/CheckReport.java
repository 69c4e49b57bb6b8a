package dev.merganser.recipes.check;

import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.kinship.Kinship;
import dev.merganser.recipes.model.Source;
import dev.merganser.recipes.tensor.DType;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a check found out about a recipe.
 *
 * @param findings errors, then warnings, then notes
 * @param models the models that could be opened, the base (else the first model) first
 * @param relations how close the others are to the first
 * @param estimate what the merge will take; empty where it cannot be carried out
 */
public record CheckReport(
        List<Finding> findings,
        List<Model> models,
        List<Relation> relations,
        Optional<MergeEstimate> estimate) {

    public CheckReport {
        findings = List.copyOf(findings);
        models = List.copyOf(models);
        relations = List.copyOf(relations);
    }

    /** A report of nothing but findings. */
    public static CheckReport of(List<Finding> findings) {
        return new CheckReport(findings, List.of(), List.of(), Optional.empty());
    }

    /**
     * A model of the recipe.
     *
     * @param reference what the recipe calls it
     * @param types how many tensors of each type it has
     */
    public record Model(
            String reference,
            Path path,
            int tensors,
            long parameters,
            long bytes,
            Map<DType, Long> types) {

        public Model {
            types = Collections.unmodifiableMap(new EnumMap<>(types));
        }

        static Model of(Source source) {
            var types = new EnumMap<DType, Long>(DType.class);
            long parameters = 0;
            long bytes = 0;
            for (var info : source.checkpoint().tensors()) {
                types.merge(info.dtype(), 1L, Long::sum);
                parameters += info.shape().elements();
                bytes += info.bytes();
            }
            return new Model(
                    source.reference(),
                    source.checkpoint().path(),
                    source.checkpoint().tensors().size(),
                    parameters,
                    bytes,
                    types);
        }
    }

    /** How close one model is to another. */
    public record Relation(String base, String model, Kinship kinship) {}
}
