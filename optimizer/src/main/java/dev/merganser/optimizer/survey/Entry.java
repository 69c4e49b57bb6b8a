package dev.merganser.optimizer.survey;

import java.util.List;
import java.util.Optional;

/**
 * What came of one entrant.
 *
 * @param atDefault at its default parameters
 * @param best at the best of its scan, which is the default where there is nothing to scan; empty
 *     where all points failed
 * @param tried how many points the scan scored
 * @param failures why points of the scan failed, each once
 * @param failed how many points failed
 * @param scanned what was tried, parameter by parameter, in words
 */
record Entry(
        String name,
        Contribution atDefault,
        Optional<Contribution> best,
        int tried,
        int failed,
        List<String> failures,
        List<String> scanned) {

    Entry {
        failures = List.copyOf(failures);
        scanned = List.copyOf(scanned);
    }
}
