package dev.merganser.results.statistics;

import dev.merganser.results.front.FrontVolume;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.value.Estimate;
import dev.merganser.results.value.Objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What a front adds to the baselines in hypervolume, with paired-bootstrap intervals: the items of
 * each task are resampled jointly for all members, and the members stay as they were chosen on
 * search.
 *
 * @param gain HV(front ∪ baselines) − HV(baselines); never below 0
 * @param difference HV(front) − HV(baselines); below 0 where the front is worse
 */
public record HypervolumeGain(Estimate gain, Estimate difference) {

    /** How many resamples a report uses. */
    public static final int RESAMPLES = 1000;

    /** Random points for each resample where volumes are estimates; all three share them. */
    private static final long SAMPLES = 10_000;

    /**
     * Computes both; deterministic for a seed, whatever the number of threads. O(resamples ×
     * members × items).
     *
     * @param frame of the run, frozen on search
     */
    public static HypervolumeGain of(
            ReferencePoint frame,
            List<MemberScores> front,
            List<MemberScores> baselines,
            long seed,
            int resamples) {
        var members = new ArrayList<>(front);
        members.addAll(baselines);
        double[][][] resampled = resampled(frame, members, seed, resamples);
        double[][] volumes =
                IntStream.range(0, resamples)
                        .parallel()
                        .mapToObj(row -> volumes(frame, resampled[row], front.size()))
                        .toArray(double[][]::new);
        double[][] scored =
                members.stream().map(member -> costs(frame, member)).toArray(double[][]::new);
        double[] sample = volumes(frame, scored, front.size());
        return new HypervolumeGain(estimate(sample, volumes, 0), estimate(sample, volumes, 1));
    }

    private static Estimate estimate(double[] sample, double[][] volumes, int which) {
        double[] values = Arrays.stream(volumes).mapToDouble(row -> row[which]).toArray();
        return new Estimate(sample[which], Percentiles.middle95(values));
    }

    /** Gain and difference of one resample; the members of the front come first. */
    private static double[] volumes(ReferencePoint frame, double[][] costs, int frontSize) {
        double[] origin = new double[frame.objectives().size()];
        double[][] scaled = Arrays.stream(costs).map(frame::scaled).toArray(double[][]::new);
        ToDoubleFunction<double[][]> volume = FrontVolume.ofParts(scaled, origin, SAMPLES);
        double all = volume.applyAsDouble(scaled);
        double front = volume.applyAsDouble(Arrays.copyOf(scaled, frontSize));
        double baselines =
                volume.applyAsDouble(Arrays.copyOfRange(scaled, frontSize, scaled.length));
        return new double[] {Math.max(0, all - baselines), front - baselines};
    }

    private static double[] costs(ReferencePoint frame, MemberScores member) {
        return frame.costs(member.values()).stream().mapToDouble(cost -> cost).toArray();
    }

    /** Costs by [resample][member][objective]. */
    private static double[][][] resampled(
            ReferencePoint frame, List<MemberScores> members, long seed, int resamples) {
        int objectives = frame.objectives().size();
        double[][][] costs = new double[resamples][members.size()][objectives];
        var draws = new HashMap<String, Resamples>();
        for (int k = 0; k < objectives; k++) {
            Objective objective = frame.objectives().get(k);
            double[][] means = means(objective, members, draws, seed, resamples);
            for (int row = 0; row < resamples; row++) {
                for (int member = 0; member < members.size(); member++) {
                    costs[row][member][k] = objective.cost(means[row][member]);
                }
            }
        }
        return costs;
    }

    /** Values by [resample][member]; objectives of one task share its draws. */
    private static double[][] means(
            Objective objective,
            List<MemberScores> members,
            Map<String, Resamples> draws,
            long seed,
            int resamples) {
        float[][] scores =
                members.stream()
                        .map(member -> member.items().getOrDefault(objective.name(), new float[0]))
                        .toArray(float[][]::new);
        if (scores.length == 0 || Arrays.stream(scores).anyMatch(each -> each.length == 0)) {
            return fixed(objective, members, resamples);
        }
        int items = scores[0].length;
        return draws.computeIfAbsent(
                        objective.task(), task -> Resamples.of(seed, task, items, resamples))
                .means(scores);
    }

    private static double[][] fixed(
            Objective objective, List<MemberScores> members, int resamples) {
        double[] values =
                members.stream()
                        .mapToDouble(m -> m.values().getOrDefault(objective.name(), Double.NaN))
                        .toArray();
        double[][] rows = new double[resamples][];
        Arrays.fill(rows, values);
        return rows;
    }
}
