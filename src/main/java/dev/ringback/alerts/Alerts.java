package dev.ringback.alerts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What fires now, for whoever shows it. */
@ApplicationScoped
public class Alerts {
    private final AlertRepository alerts;

    Alerts(AlertRepository alerts) {
        this.alerts = alerts;
    }

    /** Oldest first, as of the last round, numbers masked. In the caller's transaction. */
    public List<Alert> firing() {
        return alerts.firing();
    }
}
