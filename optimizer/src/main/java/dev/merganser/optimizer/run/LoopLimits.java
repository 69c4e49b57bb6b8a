package dev.merganser.optimizer.run;

import java.util.Optional;

/**
 * What ends a search loop whatever the clock says.
 *
 * @param evaluations scored and failed candidates in all
 * @param hitsInRow consecutive proposals that had all been proposed before: nothing new is found
 */
record LoopLimits(int evaluations, int hitsInRow) {

    Optional<StopReason> reason(int evaluationsSoFar, int hitsSoFar) {
        if (evaluationsSoFar >= evaluations) {
            return Optional.of(StopReason.BUDGET);
        }
        return hitsSoFar >= hitsInRow ? Optional.of(StopReason.CONVERGED) : Optional.empty();
    }
}
