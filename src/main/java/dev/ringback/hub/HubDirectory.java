package dev.ringback.hub;

import dev.ringback.hub.AgentsClient.Agent;
import dev.ringback.hub.RequestBudget.Urgency;
import dev.ringback.platform.NearMiss;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the account's agents and caller numbers at the Hub, by which rules files and uploads are checked. */
@ApplicationScoped
public class HubDirectory {
    private final Hub hub;

    HubDirectory(Hub hub) {
        this.hub = hub;
    }

    /**
     * Reads both lists, and returns a look-up among them. Where the Hub does not answer, texts are taken as written.
     *
     * @param unchecked receives in words why nothing is checked, if the Hub does not answer
     */
    public HubLookup lookup(Consumer<String> unchecked) {
        return switch (read()) {
            case Reading.Known(var listed) -> listed;
            case Reading.Unavailable(var why) -> {
                unchecked.accept(why);
                yield HubLookup.AS_WRITTEN;
            }
        };
    }

    /** The result of a reading. */
    public sealed interface Reading {
        record Known(Listed listed) implements Reading {}

        /** @param why in words, without a secret */
        record Unavailable(String why) implements Reading {}
    }

    /** Reads both lists by two requests. No transaction may be open. */
    public Reading read() {
        HubAnswer<Rows<Agent>> agents = hub.read(AgentsClient.class, AgentsClient::list, Urgency.ORDINARY);
        if (!(agents instanceof HubAnswer.Done<Rows<Agent>>(var status, var rows)) || rows.isEmpty()) {
            return new Reading.Unavailable(
                    "its agents cannot be read (" + agents.getClass().getSimpleName() + ")");
        }
        HubAnswer<Rows<TelephonyClient.Number>> numbers =
                hub.read(TelephonyClient.class, client -> client.numbers(null), Urgency.ORDINARY);
        if (!(numbers instanceof HubAnswer.Done<Rows<TelephonyClient.Number>>(var code, var found))
                || found.isEmpty()) {
            return new Reading.Unavailable(
                    "its numbers cannot be read (" + numbers.getClass().getSimpleName() + ")");
        }
        return new Reading.Known(new Listed(
                rows.get().items().stream()
                        .filter(agent -> agent.id() != null && agent.name() != null)
                        .toList(),
                found.get().items().stream()
                        .filter(number -> number.id() != null && number.e164() != null)
                        .toList()));
    }

    /** Finds agents and numbers among those of the account. */
    public record Listed(List<Agent> agents, List<TelephonyClient.Number> numbers) implements HubLookup {
        @Override
        public Found agent(String text) {
            Optional<Agent> byId =
                    agents.stream().filter(agent -> text.equals(agent.id())).findFirst();
            List<Agent> meant = byId.map(List::of)
                    .orElseGet(() -> agents.stream()
                            .filter(agent -> text.equals(agent.name()))
                            .toList());
            if (meant.isEmpty()) {
                return new Found.Not("the Hub's account has no agent '" + text + "'"
                        + NearMiss.of(
                                text,
                                agents.stream()
                                        .flatMap(agent -> Stream.of(agent.id(), agent.name()))
                                        .collect(Collectors.toSet()))
                        + "; expected the id or the name of an active agent");
            }
            if (meant.size() > 1) {
                return new Found.Not("the Hub's account has " + meant.size() + " agents named '" + text
                        + "'; expected the id of one of them");
            }
            Agent agent = meant.getFirst();
            return agent.isActive()
                    ? new Found.Is(agent.id())
                    : new Found.Not("the agent '" + text + "' is " + agent.status()
                            + " at the Hub and places no calls; activate it there, or name another");
        }

        @Override
        public Found number(String text) {
            if (!HubLookup.isE164(text) && !HubLookup.isId(text)) {
                return HubLookup.AS_WRITTEN.number(text);
            }
            Optional<TelephonyClient.Number> found = numbers.stream()
                    .filter(number -> text.equals(number.e164()) || text.equals(number.id()))
                    .findFirst();
            if (found.isEmpty()) {
                return HubLookup.isE164(text) || text.chars().anyMatch(Character::isLetter)
                        ? new Found.Not("the Hub's account has no number '" + text + "'"
                                + NearMiss.of(
                                        text,
                                        numbers.stream()
                                                .map(TelephonyClient.Number::e164)
                                                .collect(Collectors.toSet()))
                                + "; expected one of its numbers in E.164, or the number's id")
                        : HubLookup.AS_WRITTEN.number(text);
            }
            return Boolean.FALSE.equals(found.get().outboundEnabled()) // true if absent (docs/HUB.md)
                    ? new Found.Not(
                            "the number '" + text + "' may not call out; enable that at the Hub, or name another")
                    : new Found.Is(found.get().e164());
        }
    }
}
