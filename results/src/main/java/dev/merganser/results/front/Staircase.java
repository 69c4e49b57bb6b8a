package dev.merganser.results.front;

import java.util.Arrays;

/**
 * The area that growing many points of two objectives dominate up to a reference. Adding is a
 * binary search and a shift of short arrays: faster than a tree up to many thousands of points.
 */
final class Staircase {
    /** Non-dominated corners: x rises, y falls. */
    private final double[] x;

    private final double[] y;
    private final double referenceX;
    private final double referenceY;
    private int size;
    private double area;

    Staircase(int capacity, double referenceX, double referenceY) {
        this.x = new double[capacity];
        this.y = new double[capacity];
        this.referenceX = referenceX;
        this.referenceY = referenceY;
    }

    double area() {
        return area;
    }

    /** Adds a point that is strictly better than the reference. */
    void add(double newX, double newY) {
        int at = firstNotLeftOf(newX);
        boolean leftIsLower = at > 0 && y[at - 1] <= newY;
        boolean sameIsLower = at < size && x[at] == newX && y[at] <= newY;
        if (leftIsLower || sameIsLower) {
            return;
        }
        int end = firstBelow(at, newY);
        area += added(at, end, newX, newY);
        replace(at, end, newX, newY);
    }

    private int firstNotLeftOf(double newX) {
        int found = Arrays.binarySearch(x, 0, size, newX);
        return found >= 0 ? found : -found - 1;
    }

    private int firstBelow(int from, double newY) {
        int end = from;
        while (end < size && y[end] >= newY) {
            end++;
        }
        return end;
    }

    /** The area between the new corner and the old stairs above it. */
    private double added(int at, int end, double newX, double newY) {
        double left = newX;
        double height = at > 0 ? y[at - 1] : referenceY;
        double sum = 0;
        for (int i = at; i < end; i++) {
            sum += (x[i] - left) * (height - newY);
            left = x[i];
            height = y[i];
        }
        double right = end < size ? x[end] : referenceX;
        return sum + (right - left) * (height - newY);
    }

    /** Puts the new corner in the place of corners {@code at} to {@code end}. */
    private void replace(int at, int end, double newX, double newY) {
        System.arraycopy(x, end, x, at + 1, size - end);
        System.arraycopy(y, end, y, at + 1, size - end);
        x[at] = newX;
        y[at] = newY;
        size += 1 - (end - at);
    }
}
