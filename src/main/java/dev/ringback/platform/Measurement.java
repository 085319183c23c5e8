package dev.ringback.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Gauges that are measured together. If one of them cannot be, all of them vanish until they can: an old value would look like
 * a new one, and no rule could tell. They are not there before the first measurement.
 */
public final class Measurement {
    private final MeterRegistry metrics;
    private final Map<MultiGauge, Supplier<List<Row<?>>>> gauges = new LinkedHashMap<>();

    public Measurement(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** Adds a gauge with one row for each set of tags. */
    public Measurement rows(String name, String description, Supplier<List<Row<?>>> rows) {
        gauges.put(MultiGauge.builder(name).description(description).register(metrics), rows);
        return this;
    }

    /** Adds a gauge of one value. */
    public Measurement value(String name, String description, Supplier<Number> value) {
        return rows(name, description, () -> List.of(Row.of(Tags.empty(), value.get())));
    }

    /** Measures all, in the caller's transaction; whatever a supplier throws is thrown on. */
    public void take() {
        Map<MultiGauge, List<Row<?>>> taken = new LinkedHashMap<>();
        try {
            gauges.forEach((gauge, rows) -> taken.put(gauge, rows.get()));
        } catch (RuntimeException | Error e) {
            gauges.keySet().forEach(gauge -> gauge.register(List.of(), true));
            throw e;
        }
        taken.forEach((gauge, rows) -> gauge.register(rows, true));
    }
}
