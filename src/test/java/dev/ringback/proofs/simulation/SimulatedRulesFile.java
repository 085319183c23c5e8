package dev.ringback.proofs.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The rules file of a schedule: three rules, each for the things of its slot, which activations rename and deliver in
 * another way. A slot's rule has one of two names.
 */
final class SimulatedRulesFile {
    static final int SLOTS = 3;
    private static final int ORIGINATING = 0; // at first; the other slots go by campaign
    private static final String RENAMED = "-anew";

    /**
     * A slot's rule.
     *
     * @param takesOver whether it names the other name as its former one
     */
    private record Slot(int number, boolean isRenamed, boolean takesOver, boolean byCampaign) {
        private String name(boolean renamed) {
            return "slot" + number + (renamed ? RENAMED : "");
        }

        private String text() {
            return """
                      - name: %s
                        was: "%s"
                        events: ["sim:fact", "sim2:fact"]
                        when: event.slot == %d
                        about: event.id
                        to: event.phone
                        zone: event.zone
                        purpose: informational
                        expire: 72h
                        cancel:
                          - events: ["sim:end", "sim2:end"]
                            about: event.id
                            when: int(event.total) <= 0
                          - events: ["sim:leave", "sim2:leave"]
                            to: event.phone
                        agent: agent_%d
                        from: "+12025550123"
                    %s""".formatted(
                            name(isRenamed),
                            takesOver ? name(!isRenamed) : "",
                            number,
                            number,
                            byCampaign
                                    ? "    variables: { about: event.id }\n"
                                    : "    deliver: { call: { via: originate } }\n");
        }
    }

    private final List<Slot> slots = new ArrayList<>();

    SimulatedRulesFile() {
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new Slot(i, false, false, i != ORIGINATING));
        }
    }

    /** The file as it is now. */
    String text() {
        StringBuilder text = new StringBuilder("version: 1\nrules:\n");
        slots.forEach(slot -> text.append(slot.text()));
        return text.toString();
    }

    /**
     * Renames one rule, with or without taking over its calls.
     *
     * @param draw a number below a bound
     */
    void rename(IntUnaryOperator draw) {
        Slot slot = slots.get(draw.applyAsInt(SLOTS));
        slots.set(slot.number, new Slot(slot.number, !slot.isRenamed, draw.applyAsInt(2) == 0, slot.byCampaign));
    }

    /** Has the calls of one rule reach the Hub in the other way. */
    void redeliver(IntUnaryOperator draw) {
        Slot slot = slots.get(draw.applyAsInt(SLOTS));
        slots.set(slot.number, new Slot(slot.number, slot.isRenamed, slot.takesOver, !slot.byCampaign));
    }

    /** Gives every rule its first name, which takes over the calls of the second. */
    void settle() {
        slots.replaceAll(slot -> new Slot(slot.number, false, true, slot.byCampaign));
    }
}
