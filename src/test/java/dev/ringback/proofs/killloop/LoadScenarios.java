package dev.ringback.proofs.killloop;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Draws what happens to people: cards that fail once or again, are paid before or after, in one invoice or several, and
 * people who want no calls.
 */
final class LoadScenarios {
    /** All of them on the east coast of the United States and in states whose law adds nothing to the federal one, so that one
     * window holds for everybody, and no limit of calls. */
    private static final int[] AREAS = {
        202, 212, 646, 718, 917, 347, 201, 973, 908, 732, 302, 703, 804, 614, 216, 704, 919, 404, 516, 914
    };

    private static final int EXCHANGE = 555; // set aside for fiction; all the same, nothing here can reach a phone
    private static final int SUBSCRIBERS = 10_000;
    private static final int LONGEST_PAUSE_MILLIS = 2500;
    /** A campaign is gathered, created, started and dials one row after the other: its calls can be met for longer. */
    private static final int LONGEST_CAMPAIGN_PAUSE_MILLIS = 8000;

    private static final int FIRST_LINE = 0;

    private final Random random;
    private final String run;
    private int people;
    private int facts;

    /** @param afterMillis how long after the scenario's start it is sent */
    record Sending(Delivery delivery, int afterMillis) {}

    LoadScenarios(Random random, String run) {
        this.random = random;
        this.run = run;
    }

    /** The next person's scenario, as of now by the service's clock. */
    List<Sending> next(Instant now) {
        String number = number(people++);
        List<Sending> scenario = new ArrayList<>();
        int line = random.nextBoolean() ? LoadRule.CAMPAIGN_LINE : FIRST_LINE;
        int kind = random.nextInt(100);
        if (kind < 45) {
            scenario.add(failed(number, line, now, 0));
        } else if (kind < 67) { // paid while it waits, is sent, runs, or has rung
            scenario.add(failed(number, line, now, 0));
            scenario.add(again(scenario.getFirst(), Delivery.Kind.PAID, pause(line)));
        } else if (kind < 72) { // the end overtakes the beginning
            scenario.add(failed(number, line, now, 500));
            scenario.add(again(scenario.getFirst(), Delivery.Kind.PAID, 0));
        } else if (kind < 82) { // as many things at once as there are lines
            for (int each = 0; each < LoadRule.ALL.size(); each++) {
                scenario.add(failed(number, each, now, random.nextInt(300)));
            }
        } else if (kind < 90) { // a person who wants no calls
            scenario.add(failed(number, line, now, 0));
            scenario.add(again(scenario.getFirst(), Delivery.Kind.OPTED_OUT, pause(line)));
        } else { // a newer fact about the same thing
            scenario.add(failed(number, line, now, 0));
            scenario.add(again(scenario.getFirst(), Delivery.Kind.FAILED, pause(line)));
        }
        return repeated(scenario);
    }

    private int pause(int line) {
        return random.nextInt(line == LoadRule.CAMPAIGN_LINE ? LONGEST_CAMPAIGN_PAUSE_MILLIS : LONGEST_PAUSE_MILLIS);
    }

    private Sending failed(String number, int line, Instant now, int after) {
        String about = "in_" + run + "_" + people + "_" + line;
        return new Sending(new Delivery(id(), Delivery.Kind.FAILED, about, line, number, now), after);
    }

    private Sending again(Sending first, Delivery.Kind kind, int after) {
        Delivery of = first.delivery();
        Instant asOf = of.asOf().plusSeconds(1);
        return new Sending(new Delivery(id(), kind, of.about(), of.line(), of.number(), asOf), after);
    }

    /** Senders repeat what they think was lost: now and then the same delivery comes two or three times at once. */
    private List<Sending> repeated(List<Sending> scenario) {
        List<Sending> all = new ArrayList<>(scenario);
        for (Sending sending : scenario) {
            int copies = random.nextInt(100) < 15 ? 1 + random.nextInt(2) : 0;
            for (int copy = 0; copy < copies; copy++) {
                all.add(new Sending(sending.delivery(), sending.afterMillis() + random.nextInt(2) * 400));
            }
        }
        return all;
    }

    private String id() {
        return "evt_" + run + "_" + facts++;
    }

    /** Another number each time: area by area, then the next exchange. */
    static String number(int person) {
        int area = AREAS[person % AREAS.length];
        int inArea = person / AREAS.length;
        return "+1%d%d%04d".formatted(area, EXCHANGE + inArea / SUBSCRIBERS, inArea % SUBSCRIBERS);
    }
}
