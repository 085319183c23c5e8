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
 * A measurement updates several gauges together. If a value cannot be measured, all gauges are removed until the next
 * measurement: no rule could distinguish an old value from a new value. Before the first measurement they are absent too.
 */
public final class Measurement {
    private final MeterRegistry metrics;
    private final Map<MultiGauge, Supplier<List<Row<?>>>> gauges = new LinkedHashMap<>();

    public Measurement(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** Adds a gauge with a row for each set of tags. */
    public Measurement rows(String name, String description, Supplier<List<Row<?>>> rows) {
        gauges.put(MultiGauge.builder(name).description(description).register(metrics), rows);
        return this;
    }

    /** Adds a gauge with a single value. */
    public Measurement value(String name, String description, Supplier<Number> value) {
        return rows(name, description, () -> List.of(Row.of(Tags.empty(), value.get())));
    }

    /** Measures all gauges in the caller's transaction. Rethrows exceptions of suppliers. */
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
