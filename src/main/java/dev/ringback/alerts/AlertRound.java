package dev.ringback.alerts;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;

/** Brings the alerts up to what holds now and writes the messages about them, in one transaction. */
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

    /** What a message says. */
    @JsonPropertyOrder({"type", "timestamp", "data"})
    record Body(String type, Instant timestamp, Alert data) {}

    /** Does nothing if another replica is at it. */
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
