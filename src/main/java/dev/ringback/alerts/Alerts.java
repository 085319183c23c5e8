package dev.ringback.alerts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Provides the firing alerts to other features. */
@ApplicationScoped
public class Alerts {
    private final AlertRepository alerts;

    Alerts(AlertRepository alerts) {
        this.alerts = alerts;
    }

    /** Returns the firing alerts as of the last round, oldest first, numbers masked. Runs in the caller's transaction. */
    public List<Alert> firing() {
        return alerts.firing();
    }
}
