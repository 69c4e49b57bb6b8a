package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.PathScorer;
import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.results.value.LayerCalls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Measures paths of layers, in groups that share what equal first layers give. */
final class PathMeter implements RecipeMeter {

    /** More would only let a search that is stopped lose more. */
    private static final int LARGEST_GROUP = 64;

    private final PathScorer scorer;
    private final PathCandidates candidates;
    private final Merger merger;
    private final Set<Measure> wanted;
    private final Set<Measure> ofGraph;

    /**
     * A meter.
     *
     * @param wanted metrics of tasks, and costs that belong to no task
     */
    PathMeter(PathScorer scorer, PathCandidates candidates, Merger merger, Set<Measure> wanted) {
        this.scorer = scorer;
        this.candidates = candidates;
        this.merger = merger;
        this.wanted = wanted;
        this.ofGraph =
                wanted.stream()
                        .filter(each -> Cost.of(each).isEmpty())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** A recipe of a group with its path, where it can be run. */
    private record Member(int at, Recipe recipe, PathCandidate candidate) {}

    @Override
    public List<Reading> measure(List<Recipe> group, Split split) {
        Reading[] readings = new Reading[group.size()];
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < readings.length; i++) {
            try {
                members.add(new Member(i, group.get(i), candidates.of(group.get(i))));
            } catch (BadDataException | WrongUseException e) {
                readings[i] = new Reading.Failed(e);
            }
        }
        for (List<Member> together : byMerges(members)) {
            List<Supplier<Reading>> scored = score(together, split);
            for (int i = 0; i < scored.size(); i++) {
                readings[together.get(i).at()] = Reading.of(scored.get(i));
            }
        }
        return Arrays.asList(readings);
    }

    /** Members with equal merges: those of others would be merged again for every batch. */
    private static Collection<List<Member>> byMerges(List<Member> members) {
        return members.stream()
                .collect(
                        Collectors.groupingBy(
                                member -> merges(member.recipe()),
                                LinkedHashMap::new,
                                Collectors.toList()))
                .values();
    }

    private static Object merges(Recipe recipe) {
        return recipe.composition() instanceof LayerPath path ? path.merges() : recipe;
    }

    /** What completes the reading of each member. */
    private List<Supplier<Reading>> score(List<Member> members, Split split) {
        if (ofGraph.isEmpty()) {
            return members.stream()
                    .<Supplier<Reading>>map(
                            member -> () -> reading(member, new Measurements(), Optional.empty()))
                    .toList();
        }
        List<PathScorer.Outcome> outcomes =
                scorer.score(members.stream().map(Member::candidate).toList(), split, ofGraph);
        List<Supplier<Reading>> readings = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            PathScorer.Outcome outcome = outcomes.get(i);
            readings.add(() -> reading(member, outcome));
        }
        return readings;
    }

    private Reading reading(Member member, PathScorer.Outcome outcome) {
        return switch (outcome) {
            case PathScorer.Outcome.Failed(String reason) ->
                    new Reading.Failed(reason, Optional.empty());
            case PathScorer.Outcome.Scored(var scores, var calls) -> {
                var all = new Measurements();
                ofGraph.forEach(each -> all.add(each, Objects.requireNonNull(scores.get(each))));
                yield reading(
                        member, all, Optional.of(new LayerCalls(calls.done(), calls.saved())));
            }
        };
    }

    /** Adds what is no task's. */
    private Reading reading(Member member, Measurements all, Optional<LayerCalls> calls) {
        all.requireFinite();
        if (wants(Cost.LAYERS)) {
            all.add(Cost.LAYERS.measure(), member.candidate().layers().size());
        }
        if (wants(Cost.PARAMETERS)) {
            all.add(
                    Cost.PARAMETERS.measure(),
                    CandidateMeter.parameters(merger.planUnscaled(member.recipe())));
        }
        if (wants(Cost.LATENCY)) {
            all.add(Cost.LATENCY.measure(), scorer.millisPerItem(member.candidate()));
        }
        return new Reading.Measured(all, calls);
    }

    private boolean wants(Cost cost) {
        return wanted.contains(cost.measure());
    }

    @Override
    public int largestGroup() {
        return LARGEST_GROUP;
    }
}
