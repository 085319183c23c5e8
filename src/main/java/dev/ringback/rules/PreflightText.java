package dev.ringback.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;

/** Prints the answer of a preflight for a person. */
final class PreflightText {
    private static final int SHOWN_FLIPS = 20;

    private final PrintStream out;

    PreflightText(PrintStream out) {
        this.out = out;
    }

    void print(JsonNode result) {
        out.println("events      " + text(result, "events") + " received from " + text(result, "from") + " to "
                + text(result, "to") + ", of which rules hear " + text(result, "considered"));
        out.println("decisions   " + decisions(result.path("decisions")));
        out.println(
                "calls       " + text(result, "rings") + " would ring; calls were decided for " + text(result, "people")
                        + " people; " + text(result, "refused_without_hour") + " had no lawful hour; "
                        + text(result, "placed") + " were placed in fact");
        out.println("cost        about " + text(result, "hub_requests") + " requests to the Hub, "
                + text(result, "dialling_minutes") + " minutes at " + text(result, "minutes_per_call") + " a call");
        for (JsonNode rule : result.path("rules")) {
            out.println(
                    "rule        " + text(rule, "rule") + (rule.path("observed").asBoolean() ? " (observes)" : "")
                            + ": " + decisions(rule.path("decisions")) + "; " + text(rule, "rings") + " would ring");
        }
        for (JsonNode day : result.path("by_day")) {
            out.println("day         " + text(day, "day") + "  " + text(day, "calls"));
        }
        for (JsonNode hour : result.path("by_hour")) {
            if (hour.path("calls").asLong() > 0 || hour.path("local_calls").asLong() > 0) {
                out.println("hour        %2s:00  %s in UTC, %s by the person's clock"
                        .formatted(text(hour, "hour"), text(hour, "calls"), text(hour, "local_calls")));
            }
        }
        difference(result.path("difference"));
    }

    private static String decisions(JsonNode decisions) {
        StringBuilder words = new StringBuilder(text(decisions, "call") + " call, " + text(decisions, "refresh")
                + " refresh, " + text(decisions, "cancel") + " cancel");
        decisions
                .path("skip")
                .properties()
                .forEach(skip -> words.append(", ")
                        .append(skip.getValue().asText())
                        .append(" skip ")
                        .append(skip.getKey()));
        return words.toString();
    }

    private void difference(JsonNode difference) {
        if (difference.isMissingNode() || difference.isNull()) {
            out.println("difference  none can be told, since no version is active");
            return;
        }
        out.println("difference  " + text(difference, "total") + " decisions are others than by the active version "
                + text(difference, "active_version"));
        for (JsonNode change : difference.path("changes")) {
            out.println("change      " + text(change, "rule") + ": " + text(change, "from") + " -> "
                    + text(change, "to") + "  " + text(change, "count"));
        }
        int shown = 0;
        for (JsonNode flip : difference.path("items")) {
            if (shown++ < SHOWN_FLIPS) {
                out.println("flip        event " + text(flip, "event") + " (" + text(flip, "source") + ":"
                        + text(flip, "type") + ") " + text(flip, "rule") + ": " + verdict(flip.path("from")) + " -> "
                        + verdict(flip.path("to")) + "; " + text(flip, "why"));
            }
        }
        if (shown > SHOWN_FLIPS) {
            out.println("            --json lists more");
        }
    }

    private static String verdict(JsonNode verdict) {
        return text(verdict, "verdict") + (verdict.path("reason").isTextual() ? " " + text(verdict, "reason") : "");
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }
}
