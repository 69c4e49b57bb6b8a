package dev.merganser.optimizer.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.MergeMethod;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.RecipeWriter;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class EntrantsTest {

    private static final List<String> EXPERTS = List.of("digits", "fashion", "doodles");

    private static Entrants all(Map<String, Recipe> recipes) {
        return Entrants.of(EXPERTS, MergeMethods.all(), recipes, 1);
    }

    @Test
    void everyMethodTakesPartOrIsNamedWithItsReason() {
        Entrants entrants = all(Map.of());
        List<String> accounted =
                Stream.concat(
                                entrants.all().stream().map(each -> each.recipe().mergeMethod()),
                                entrants.absent().stream().map(Absent::name))
                        .distinct()
                        .sorted()
                        .toList();
        assertThat(accounted)
                .containsExactlyElementsOf(
                        MergeMethods.all().stream()
                                .map(method -> method.descriptor().name())
                                .toList());
        assertThat(entrants.absent()).allSatisfy(one -> assertThat(one.reason()).isNotBlank());
        assertThat(entrants.all()).extracting(Entrant::name).doesNotHaveDuplicates();
    }

    @Test
    void theirRecipesCanBeRead() {
        assertThat(all(Map.of()).all())
                .allSatisfy(
                        entrant ->
                                assertThat(
                                                RecipeReader.parse(
                                                        RecipeWriter.write(entrant.recipe()),
                                                        entrant.name()))
                                        .isEqualTo(entrant.recipe()));
    }

    @Test
    void aMethodOfOneModelTakesPartWithEachExpert() {
        assertThat(all(Map.of()).all())
                .extracting(Entrant::name)
                .contains("slerp of digits", "slerp of fashion", "slerp of doodles", "ties");
    }

    @Test
    void recipesOfTheUserTakePart() {
        Recipe recipe = Recipe.of("linear", List.of(ModelEntry.of("digits")));
        assertThat(all(Map.of("recipe mine", recipe)).all().getLast().recipe()).isEqualTo(recipe);
    }

    @Test
    void everyValueThatIsTriedIsAllowedAndNoParameterStartsOutsideItsRange() {
        for (MergeMethod method : MergeMethods.all()) {
            MethodDescriptor about = method.descriptor();
            for (ParameterSpec spec : about.parameters()) {
                assertThat(Trials.of(spec))
                        .as(about.name() + " " + spec.name())
                        .allSatisfy(value -> assertThat(spec.complaint(value)).isEmpty());
                if (spec.kind() != ParameterSpec.Kind.FILE) {
                    assertThat(spec.complaint(Trials.start(spec))).isEmpty();
                }
            }
        }
    }
}
