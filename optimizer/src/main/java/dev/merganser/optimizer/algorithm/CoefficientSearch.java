package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.coefficient.CoefficientProblem;
import dev.merganser.optimizer.coefficient.DescentSettings;
import dev.merganser.optimizer.coefficient.Estimator;
import dev.merganser.optimizer.coefficient.Learner;
import dev.merganser.optimizer.coefficient.Learning;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Learns coefficients on losses of its own and proposes where it stands: the start, then the point
 * after every few steps, and last, also where the budget ends, once more the one with the lowest
 * loss on held-out items. Costs of candidates change nothing, so none are waited for.
 *
 * <p>It is finished after the last step, or when the held-out loss has not fallen for some points
 * in a row.
 */
final class CoefficientSearch implements Algorithm {

    private static final String STREAM = "spsa";

    private final CoefficientProblem problem;
    private final DescentSettings descent;
    private final List<Double> middle;
    private final Learner learner;
    private final HeldOutBest best = new HeldOutBest();
    private int steps;
    private int newest;
    private boolean concluded;
    private boolean finished;

    CoefficientSearch(AlgorithmSettings settings) {
        Learning learning =
                settings.learning()
                        .orElseThrow(
                                () -> new IllegalArgumentException("Coefficients need losses"));
        this.problem = CoefficientProblem.of(learning, settings.centre());
        this.descent = learning.settings().descent();
        this.middle = settings.centre().orElse(Collections.nCopies(settings.genes(), 0.5));
        this.learner = learner(settings);
    }

    private Learner learner(AlgorithmSettings settings) {
        return problem.estimator() == Estimator.SEP_CMAES
                ? new EvolutionLearner(
                        problem, settings.population(), settings.stepSize(), settings.seed())
                : problem.learner(draw -> Streams.of(settings.seed(), STREAM, draw));
    }

    @Override
    public int needed(int candidate) {
        return 0;
    }

    @Override
    public Proposal ask(int candidate) {
        if (candidate == 1) {
            problem.losses().start(learner.point());
            return proposal(candidate, Origins.START, List.of());
        }
        if (isLearned()) {
            return conclude().orElseThrow();
        }
        learn();
        return proposal(candidate, Origins.DESCENT, List.of(newest));
    }

    @Override
    public Optional<Proposal> conclude() {
        finished = isLearned();
        if (concluded || best.candidate() == newest) {
            return Optional.empty();
        }
        concluded = true;
        return Optional.of(
                new Proposal(
                        problem.genes(best.point(), middle),
                        Proposal.CONCLUSION,
                        List.of(best.candidate())));
    }

    private void learn() {
        int end = Math.min(descent.steps(), steps + descent.every());
        for (; steps < end; steps++) {
            learner.step(steps);
        }
    }

    private Proposal proposal(int candidate, String origin, List<Integer> parents) {
        List<Double> point = problem.inside(learner.point());
        if (problem.holdsOut()) {
            best.note(candidate, point, problem.losses().heldOut(point).total());
        } else {
            best.note(candidate, point);
        }
        newest = candidate;
        concluded = false;
        finished = isLearned() && best.candidate() == candidate;
        return new Proposal(problem.genes(point, middle), origin, parents);
    }

    private boolean isLearned() {
        return steps == descent.steps()
                || (descent.patience() > 0 && best.misses() >= descent.patience());
    }

    @Override
    public void tell(int candidate, Outcome outcome) {}

    @Override
    public boolean isFinished() {
        return finished;
    }
}
