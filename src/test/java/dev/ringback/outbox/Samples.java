package dev.ringback.outbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What rounds measured of one thing at several sizes, printed beside the smallest's. */
final class Samples {
    private final String what;
    private final Map<Integer, List<Double>> bySize = new LinkedHashMap<>();

    Samples(String what, List<Integer> sizes) {
        this.what = what;
        sizes.forEach(size -> bySize.put(size, new ArrayList<>()));
    }

    /** Where one figure goes. */
    interface Sink {
        void add(double value);
    }

    Sink sink(int size, boolean isCounted) {
        return value -> add(size, isCounted, value);
    }

    void add(int size, boolean isCounted, double value) {
        pool(size, isCounted, List.of(value));
    }

    void pool(int size, boolean isCounted, List<Double> values) {
        if (isCounted) {
            bySize.get(size).addAll(values);
        }
    }

    static double quantile(List<Double> values, double part) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
    }

    /** The median round, its least and its most. */
    void print() {
        printQuantile(0.5);
    }

    void printQuantile(double part) {
        double first = quantile(bySize.values().iterator().next(), part);
        bySize.forEach((size, values) -> System.out.printf(
                "| %s, %,d entries | %.1f (%.1f–%.1f), × %.2f | flat within 20 %% |%n",
                what,
                size,
                quantile(values, part),
                quantile(values, 0.001),
                quantile(values, 1),
                quantile(values, part) / first));
    }
}
