package dev.ringback.alerts;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;

/** Updates the alerts to the conditions that hold now and writes their messages, in one transaction. */
@ApplicationScoped
class AlertRound {
    private static final String FIRING = "alert.firing";
    private static final String RESOLVED = "alert.resolved";

    private final Conditions conditions;
    private final AlertRepository alerts;
    private final MessageRepository messages;
    private final Webhook webhook;
    private final ObjectMapper json;
    private final Duration alarmStands;

    AlertRound(
            Conditions conditions,
            AlertRepository alerts,
            MessageRepository messages,
            Webhook webhook,
            ObjectMapper json,
            AlertsConfig config) {
        this.conditions = conditions;
        this.alerts = alerts;
        this.messages = messages;
        this.webhook = webhook;
        this.json = json;
        this.alarmStands = config.alarmStands();
    }

    /** The JSON body of a message. */
    @JsonPropertyOrder({"type", "timestamp", "data"})
    record Body(String type, Instant timestamp, Alert data) {}

    /** Runs the round in a transaction of its own. Does nothing if another replica holds the round's lock. */
    @Transactional(TxType.REQUIRES_NEW)
    void look() {
        if (!alerts.takeTurn()) {
            return;
        }
        alerts.reconcile(conditions.holding());
        alerts.gatherAlarms(alarmStands);
        if (webhook.isConfigured()) {
            alerts.untoldFiring().forEach(alert -> write(FIRING, alert));
            alerts.untoldResolved().forEach(alert -> write(RESOLVED, alert));
        }
        alerts.forgetOld();
    }

    private void write(String type, AlertRepository.Told told) {
        try {
            messages.insert(told.id(), type, json.writeValueAsString(new Body(type, told.at(), told.alert())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an alert has texts, a time and a count", e);
        }
    }
}
