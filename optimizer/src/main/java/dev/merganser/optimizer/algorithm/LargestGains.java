package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.algorithm.SurrogateFront.Promise;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Chooses promises one after the other, each the one that adds most to the hypervolume of all
 * before it; of equal ones the first. What one adds only falls as more are taken, so of all that is
 * known just the highest is computed again (Minoux 1978, doi:10.1007/BFb0006528).
 */
final class LargestGains {

    private final List<double[]> taken;
    private final double[] reference;
    private final PriorityQueue<Offer> offers =
            new PriorityQueue<>(
                    Comparator.comparingDouble(Offer::gain)
                            .reversed()
                            .thenComparingInt(Offer::place));

    /**
     * A choice among promises.
     *
     * @param taken scaled costs of what is there already
     * @param reference of the hypervolume, scaled as well
     */
    LargestGains(List<Promise> open, List<double[]> taken, double[] reference) {
        this.taken = new ArrayList<>(taken);
        this.reference = reference;
        for (int place = 0; place < open.size(); place++) {
            offer(open.get(place), place);
        }
    }

    /**
     * What a promise added when it was last asked.
     *
     * @param place among all
     * @param before how many were taken then
     */
    private record Offer(Promise promise, int place, int before, double gain) {}

    /** Leaves out what adds nothing, as it never will. */
    private void offer(Promise promise, int place) {
        double gain =
                FrontGain.of(
                        Doubles.array(promise.scaled()), taken.toArray(double[][]::new), reference);
        if (gain > 0) {
            offers.add(new Offer(promise, place, taken.size(), gain));
        }
    }

    /** So many, or fewer where no other one adds anything; none is the same point as another. */
    List<Promise> first(int count) {
        List<Promise> chosen = new ArrayList<>();
        while (chosen.size() < count && !offers.isEmpty()) {
            Offer highest = offers.remove();
            if (highest.before() < taken.size()) {
                offer(highest.promise(), highest.place());
            } else {
                take(highest.promise(), chosen);
            }
        }
        return chosen;
    }

    private void take(Promise promise, List<Promise> chosen) {
        chosen.add(promise);
        taken.add(Doubles.array(promise.scaled()));
        double[] point = Doubles.array(promise.genes());
        offers.removeIf(offer -> offer.promise().isAt(point));
    }
}
