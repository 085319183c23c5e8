package dev.ringback.proofs.killloop;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One rule of the load. All of them hear the same events; {@code event.data.object.line} picks the one that calls, so a
 * person may be called about several things at once, and each call has its own agent and caller number.
 *
 * @param delivery further lines of YAML, indented as a rule's fields are; empty for none
 */
record LoadRule(String name, String agent, String from, String delivery) {
    private static final String BILLING = "agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z";
    private static final String ORDERS = "agent_01HZ2N7G3K8M0Q5R7T9V2X4Y70";
    private static final String AMERICAN = "+12025550123";
    private static final String BRITISH = "+442079460123";
    /** The agent is told what it calls about, so a ring in the ledger says which call it is. */
    private static final String BY_CAMPAIGN = """
                variables:
                  invoice: event.data.object.id
                  amount: event.data.object.amount_due
                deliver: { call: { via: campaign } }
            """;

    /** The line of the load is the place in this list. The agents and numbers are those of an emulated Hub. */
    static final List<LoadRule> ALL = List.of(
            new LoadRule("first-line", BILLING, AMERICAN, ""),
            new LoadRule("second-line", ORDERS, AMERICAN, ""),
            new LoadRule("third-line", BILLING, BRITISH, ""),
            new LoadRule("campaign-line", ORDERS, BRITISH, BY_CAMPAIGN));

    /** The line whose calls are rows of campaigns. */
    static final int CAMPAIGN_LINE = ALL.size() - 1;

    static String file() {
        return "version: 1\nrules:\n" + ALL.stream().map(LoadRule::yaml).collect(Collectors.joining());
    }

    private String yaml() {
        return """
                  - name: %s
                    events: ["billing:invoice.payment_failed"]
                    when: event.data.object.line == %d
                    about: event.data.object.id
                    to: event.data.object.customer_phone
                    purpose: informational
                    wait: 1s
                    cancel:
                      - events: ["billing:invoice.paid"]
                        about: event.data.object.id
                    agent: %s
                    from: "%s"
                %s""".formatted(name, ALL.indexOf(this), agent, from, delivery).indent(2);
    }
}
