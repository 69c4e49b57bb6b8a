package dev.merganser.recipes.output;

import dev.merganser.recipes.card.License;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.ModelSource;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.Stages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a merged model is made from, for its recipe file and its model card.
 *
 * @param stages the merges, with the models called as the user called them
 * @param sources where the models come from, those that are known
 * @param version of the program
 * @param semantics whose rules held
 */
public record MergeOrigin(
        Stages stages, List<ModelSource> sources, String version, Semantics semantics) {

    private static final String BY_MERGEKIT =
            "# Merged by mergekit's rules: to repeat it, add --compat mergekit.\n";

    public MergeOrigin {
        sources = List.copyOf(sources);
    }

    /** The text of the recipe file: all merges, below a comment where mergekit's rules held. */
    public String recipe() {
        return (semantics == Semantics.MERGEKIT ? BY_MERGEKIT : "") + stages.text();
    }

    /** The licence that all models state, if they do. */
    Optional<License> license() {
        List<Optional<License>> stated = new ArrayList<>();
        for (String reference : stages.references()) {
            List<ModelSource.Place> places =
                    sources.stream()
                            .filter(source -> source.reference().equals(reference))
                            .flatMap(source -> source.places().stream())
                            .toList();
            if (places.isEmpty()) {
                return Optional.empty();
            }
            places.forEach(place -> stated.add(place.license()));
        }
        return License.common(stated);
    }

    /** One merge of models of which nothing more is known. */
    static MergeOrigin of(Recipe recipe) {
        return new MergeOrigin(Stages.of(recipe), List.of(), "development", Semantics.SAFE);
    }
}
