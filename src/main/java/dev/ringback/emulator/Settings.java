package dev.ringback.emulator;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * What an emulator is started with. Take {@link #defaults()} and change what matters.
 *
 * @param host the address it listens on
 * @param port the port; 0 takes a free one
 * @param state the directory of its journal, made if missing; null for one that is deleted at the end
 * @param clock what its clock follows
 * @param keys API keys {@code sk_live_<account>_<rest>} that are accepted; the account is all between the prefix and the
 *     last underscore, as slugs may hold underscores (Hub contract, section 2)
 * @param acceptAnyKey whether any other key of that form is accepted too, its account made at first sight
 * @param sessions bearers taken for the token of a person signed in to the Hub (a JWT, {@code eyJ…})
 * @param agents the agents an account starts with
 * @param numbers the numbers an account starts with
 * @param behaviour what may change while it runs; a change by the control API outlives a restart, until a reset
 */
public record Settings(
        String host,
        int port,
        Path state,
        InstantSource clock,
        List<String> keys,
        boolean acceptAnyKey,
        List<String> sessions,
        List<SeedAgent> agents,
        List<SeedNumber> numbers,
        Behaviour behaviour) {

    /** The key of the account {@code demo}, accepted by default. */
    public static final String DEMO_KEY = "sk_live_demo_0000000000000000";

    /** The bearer of a signed-in person, accepted by default together with {@code X-Account-ID}. */
    public static final String DEMO_SESSION = "eyJkZW1v.ZW11bGF0ZWQ.c2Vzc2lvbg";

    /** An agent there from the start. Only a status of {@code active} lets it call (Hub contract, section 5). */
    public record SeedAgent(String id, String name, String status) {}

    /** A number there from the start. */
    public record SeedNumber(String id, String e164, boolean outboundEnabled) {}

    /** Loopback, a free port, no lasting state, the system's clock, the account demo with two agents and two numbers. */
    public static Settings defaults() {
        return new Settings(
                "127.0.0.1",
                0,
                null,
                InstantSource.system(),
                List.of(DEMO_KEY),
                false,
                List.of(DEMO_SESSION),
                List.of(
                        new SeedAgent("agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z", "Billing reminder", "active"),
                        new SeedAgent("agent_01HZ2N7G3K8M0Q5R7T9V2X4Y70", "Order desk", "active")),
                List.of(
                        new SeedNumber("num_01HZ2N7G3K8M0Q5R7T9V2X4Y71", "+12025550123", true),
                        new SeedNumber("num_01HZ2N7G3K8M0Q5R7T9V2X4Y72", "+442079460123", true)),
                Behaviour.DEFAULT);
    }

    /** This on another address. */
    public Settings withHost(String host) {
        return new Settings(host, port, state, clock, keys, acceptAnyKey, sessions, agents, numbers, behaviour);
    }

    /** This on another port. */
    public Settings withPort(int port) {
        return new Settings(host, port, state, clock, keys, acceptAnyKey, sessions, agents, numbers, behaviour);
    }

    /** This with its journal in that directory. */
    public Settings withState(Path state) {
        return new Settings(host, port, state, clock, keys, acceptAnyKey, sessions, agents, numbers, behaviour);
    }

    /** This by another clock. */
    public Settings withClock(InstantSource clock) {
        return new Settings(host, port, state, clock, keys, acceptAnyKey, sessions, agents, numbers, behaviour);
    }

    /** This accepting these keys and no other. */
    public Settings withKeys(String... keys) {
        return new Settings(host, port, state, clock, List.of(keys), false, sessions, agents, numbers, behaviour);
    }

    /** This accepting every key of the right form. */
    public Settings withAnyKey() {
        return new Settings(host, port, state, clock, keys, true, sessions, agents, numbers, behaviour);
    }

    /** This with accounts that start with these agents. */
    public Settings withAgents(SeedAgent... agents) {
        return new Settings(
                host, port, state, clock, keys, acceptAnyKey, sessions, List.of(agents), numbers, behaviour);
    }

    /** This with accounts that start with these numbers. */
    public Settings withNumbers(SeedNumber... numbers) {
        return new Settings(
                host, port, state, clock, keys, acceptAnyKey, sessions, agents, List.of(numbers), behaviour);
    }

    /** This behaving otherwise. */
    public Settings withBehaviour(Behaviour behaviour) {
        return new Settings(host, port, state, clock, keys, acceptAnyKey, sessions, agents, numbers, behaviour);
    }
}
