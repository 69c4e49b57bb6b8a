package dev.merganser.optimizer.algorithm;

import java.util.List;
import java.util.Optional;

/**
 * Where a search begins.
 *
 * @param starts gene vectors to propose first, in order
 * @param centre where CMA-ES starts; the first of {@code starts} where absent, else the middle
 * @param stepSize first step size of CMA-ES, as a share of a gene's range, in (0, 1]
 */
public record Beginning(List<List<Double>> starts, Optional<List<Double>> centre, double stepSize) {

    public Beginning {
        starts = starts.stream().map(List::copyOf).toList();
        centre = centre.map(List::copyOf);
        if (!(stepSize > 0 && stepSize <= 1)) {
            throw new IllegalArgumentException("stepSize must be in (0, 1], found " + stepSize);
        }
    }

    void require(int genes) {
        starts.forEach(start -> SettingsChecks.genes("start", start, genes));
        centre.ifPresent(point -> SettingsChecks.genes("centre", point, genes));
    }

    Beginning withStarts(List<List<Double>> points) {
        return new Beginning(points, centre, stepSize);
    }

    Beginning withCentre(List<Double> point) {
        return new Beginning(starts, Optional.of(point), stepSize);
    }

    Beginning withStepSize(double step) {
        return new Beginning(starts, centre, step);
    }
}
