package dev.ringback.emulator;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * The settings that an emulator starts with. Take {@link #defaults()} and change what matters.
 *
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param state the directory of the journal, created if missing; null for a temporary one that is deleted at the end
 * @param clock the source of the emulator's clock
 * @param keys accepted API keys {@code sk_live_<account>_<rest>}; the account is the text between the prefix and the
 *     last underscore, as slugs may contain underscores (Hub contract, section 2)
 * @param acceptAnyKey whether any other key of this form is accepted too; its account is created on first use
 * @param sessions bearer tokens accepted as those of a person signed in to the Hub (a JWT, {@code eyJ…})
 * @param agents the agents an account starts with
 * @param numbers the numbers an account starts with
 * @param behaviour settings that may change while it runs; a change survives a restart, until a reset
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

    /** An agent that exists from the start. Only the status {@code active} allows calls (Hub contract, section 5). */
    public record SeedAgent(String id, String name, String status) {}

    /** A number that exists from the start. */
    public record SeedNumber(String id, String e164, boolean outboundEnabled) {}

    /**
     * Returns the defaults: loopback, a free port, temporary state, the system clock, account demo with two agents and
     * two numbers.
     */
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

    /** Returns a copy with another address to listen on. */
    public Settings withHost(String host) {
        return new Settings(host, port, state, clock, keys, acceptAnyKey, sessions, agents, numbers, behaviour);
    }

    /** Returns a copy with another port. */
    public Settings withPort(int port) {
        return new Settings(host, port, state, clock, keys, acceptAnyKey, sessions, agents, numbers, behaviour);
    }

    /** Returns a copy with its journal in this directory. */
    public Settings withState(Path state) {
        return new Settings(host, port, state, clock, keys, acceptAnyKey, sessions, agents, numbers, behaviour);
    }

    /** Returns a copy with another source clock. */
    public Settings withClock(InstantSource clock) {
        return new Settings(host, port, state, clock, keys, acceptAnyKey, sessions, agents, numbers, behaviour);
    }

    /** Returns a copy that accepts only these keys. */
    public Settings withKeys(String... keys) {
        return new Settings(host, port, state, clock, List.of(keys), false, sessions, agents, numbers, behaviour);
    }

    /** Returns a copy that accepts every key of the right form. */
    public Settings withAnyKey() {
        return new Settings(host, port, state, clock, keys, true, sessions, agents, numbers, behaviour);
    }

    /** Returns a copy whose accounts start with these agents. */
    public Settings withAgents(SeedAgent... agents) {
        return new Settings(
                host, port, state, clock, keys, acceptAnyKey, sessions, List.of(agents), numbers, behaviour);
    }

    /** Returns a copy whose accounts start with these numbers. */
    public Settings withNumbers(SeedNumber... numbers) {
        return new Settings(
                host, port, state, clock, keys, acceptAnyKey, sessions, agents, List.of(numbers), behaviour);
    }

    /** Returns a copy with another initial behaviour. */
    public Settings withBehaviour(Behaviour behaviour) {
        return new Settings(host, port, state, clock, keys, acceptAnyKey, sessions, agents, numbers, behaviour);
    }
}
