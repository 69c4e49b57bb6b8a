package dev.merganser.recipes.check;

import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.kinship.Disguise;
import dev.merganser.recipes.kinship.Kinship;
import dev.merganser.recipes.kinship.Kinship.TensorCosine;
import dev.merganser.recipes.kinship.Pairing;
import dev.merganser.recipes.model.ModelConfig;
import dev.merganser.recipes.model.Source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the kinship of a model means for a merge. All of it are warnings, since the user may mean
 * it. The thresholds were measured; see docs/recipes.md.
 */
final class KinshipCheck {

    private static final double MANY_STRANGERS = 0.25;
    private static final double MOST_SCALED = 3;
    private static final int NAMED = 3;

    private final Source base;
    private final Source expert;
    private final Kinship kinship;
    private final List<Finding> findings = new ArrayList<>();

    private KinshipCheck(Source base, Source expert, Kinship kinship) {
        this.base = base;
        this.expert = expert;
        this.kinship = kinship;
    }

    /** How close a model is to the base, or to the first model where there is no base. */
    static Kinship measure(Source base, Source expert) {
        return Kinship.between(
                base.checkpoint(), expert.checkpoint(), ModelConfig.headDim(base.checkpoint()));
    }

    static List<Finding> findings(Source base, Source expert, Kinship kinship) {
        var check = new KinshipCheck(base, expert, kinship);
        kinship.disguises().forEach(check::disguised);
        switch (kinship.verdict()) {
            case UNKNOWN -> {}
            case RELATED -> check.related();
            case UNRELATED -> check.unrelated();
            case NEGATED -> check.negated();
        }
        return check.findings;
    }

    /** Matrices whose sample holds NaN or infinities, which a deep check tells more about. */
    static List<Finding> notFinite(Source base, Source expert, Kinship kinship) {
        return kinship.notFinite().stream()
                .map(
                        tensor ->
                                Finding.badData(
                                        "Tensor '%s' must hold finite numbers, but in %s or %s it holds others. Maybe 'check --deep' tells where."
                                                .formatted(tensor, base.quoted(), expert.quoted())))
                .toList();
    }

    private void unrelated() {
        List<TensorCosine> sorted = kinship.sorted();
        warn(
                "%s does not seem to share the base of %s: the cosine of their weights is %s (median of %d matrices, from %s to %s), where models fine-tuned from one base have more than 0.5. A merge of models that are not related is mostly noise."
                        .formatted(
                                expert.quoted(),
                                base.quoted(),
                                number(kinship.cosine().orElseThrow()),
                                sorted.size(),
                                number(sorted.getFirst().cosine()),
                                number(sorted.getLast().cosine())));
    }

    private void negated() {
        warn(
                "The weights of %s point the other way than those of %s: their cosine is %s (median of %d matrices). Maybe one of the two files holds something else than a model."
                        .formatted(
                                expert.quoted(),
                                base.quoted(),
                                number(kinship.cosine().orElseThrow()),
                                kinship.sorted().size()));
    }

    private void related() {
        strangers();
        double scale = kinship.scale();
        if (scale > MOST_SCALED || scale < 1 / MOST_SCALED) {
            warn(
                    "The weights of %s are %s times as long as those of %s, though they point the same way. Maybe one of the two was scaled."
                            .formatted(expert.quoted(), number(scale), base.quoted()));
        }
    }

    private void strangers() {
        List<TensorCosine> strangers = kinship.strangers();
        if (strangers.isEmpty()) {
            return;
        }
        String message =
                "%d of %d matrices of %s have nothing of those of %s (cosine below 0.1, median of all %s): %s. Maybe they were trained anew; merging them adds noise."
                        .formatted(
                                strangers.size(),
                                kinship.cosines().size(),
                                expert.quoted(),
                                base.quoted(),
                                number(kinship.cosine().orElseThrow()),
                                named(strangers));
        boolean many = strangers.size() > MANY_STRANGERS * kinship.cosines().size();
        findings.add(many ? Finding.warning(message) : Finding.note(message));
    }

    private static String named(List<TensorCosine> tensors) {
        String names =
                tensors.stream()
                        .limit(NAMED)
                        .map(each -> "'" + each.tensor() + "'")
                        .collect(Collectors.joining(", "));
        int left = tensors.size() - NAMED;
        return left > 0 ? names + " and " + left + " more" : names;
    }

    private void disguised(Disguise disguise) {
        boolean units = disguise.pairing() == Pairing.UP_DOWN;
        warn(
                "The %s of %s seem %s: their cosine with those of %s is at most %s, but that of their product is at least %s (%d layers looked at). They compute what the others do in another order or basis%s; merged as they are, they give noise."
                        .formatted(
                                disguise.pairing().words(),
                                expert.quoted(),
                                units ? "permuted" : "permuted or locked",
                                base.quoted(),
                                number(disguise.direct()),
                                number(disguise.product()),
                                disguise.layers(),
                                units
                                        ? ""
                                        : ", as a protection against merging does (MergeLock, arXiv:2509.01548)"));
    }

    private void warn(String message) {
        findings.add(Finding.warning(message));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value + 0.0);
    }
}
