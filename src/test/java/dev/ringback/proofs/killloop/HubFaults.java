package dev.ringback.proofs.killloop;

import java.util.List;
import java.util.Random;

/** The faults that the chaos plans at the Hub, as its control API takes them. */
final class HubFaults {
    /** No fault makes a request act later than this after it came, but a freeze, which its release ends. */
    static final int LONGEST_DELAY_SECONDS = 3;

    private static final String ORIGINATE = "originate";
    private static final String START = "start_campaign";
    /** A campaign's; its start as often as all others, since it is what must never be repeated. */
    private static final List<String> STEPS = List.of(
            START,
            START,
            START,
            START,
            START,
            "create_campaign",
            "stop_campaign",
            "delete_campaign",
            "list_contacts",
            "get_campaign");

    private static final List<String> KINDS = List.of(
            "'kind':'close','at':'before_reading'",
            "'kind':'close','at':'before_effect'",
            "'kind':'close','at':'after_effect'",
            "'kind':'close','at':'before_effect','reset':true",
            "'kind':'close','at':'after_effect','reset':true",
            "'kind':'delay','at':'before_effect','time':'PT3S'",
            "'kind':'delay','at':'after_effect','time':'PT3S'",
            "'kind':'freeze','at':'before_effect'",
            "'kind':'freeze','at':'after_effect'",
            "'kind':'respond','at':'before_effect','status':500,'text':'no'",
            "'kind':'respond','at':'after_effect','status':500,'text':'no'",
            "'kind':'respond','at':'after_effect','status':503,'text':'no'",
            "'kind':'respond','at':'before_effect','status':422,'text':'no'",
            "'kind':'respond','at':'before_effect','status':429,'text':'rate_limited: per-minute (60) exceeded',"
                    + "'headers':{'Retry-After':'1'}",
            "'kind':'respond','at':'before_effect','status':429,'text':'Call rate limit','headers':{'Retry-After':'1'}",
            "'kind':'cut_head'",
            "'kind':'cut_body'",
            "'kind':'garble'",
            "'kind':'trickle','gap':'PT0.1S'");
    private static final String REFUSED_CONNECTION = "'kind':'refuse'";
    private static final int MOST_REQUESTS = 5;

    /** The Hub takes its time to answer, as a real one does that dials. */
    static final List<String> SLOW = List.of(slow(ORIGINATE), slow(START));

    private HubFaults() {}

    /** Two faults, each for the next one to five requests: of originate, and of a campaign's steps or readings. */
    static List<String> draw(Random random) {
        return List.of(draw(random, ORIGINATE), draw(random, STEPS.get(random.nextInt(STEPS.size()))));
    }

    private static String draw(Random random, String route) {
        int times = 1 + random.nextInt(MOST_REQUESTS);
        int kind = random.nextInt(KINDS.size() + 1);
        return kind == KINDS.size()
                ? plan("connection", times, REFUSED_CONNECTION)
                : plan(route, times, KINDS.get(kind));
    }

    private static String slow(String route) {
        return plan(route, 30, "'kind':'delay','at':'after_effect','time':'PT0.8S'");
    }

    private static String plan(String route, int times, String fault) {
        return "{'route':'%s','choice':{'kind':'next','times':%d},'fault':{%s}}"
                .formatted(route, times, fault)
                .replace('\'', '"');
    }

    static boolean isFreeze(List<String> plans) {
        return plans.stream().anyMatch(plan -> plan.contains("\"freeze\""));
    }
}
