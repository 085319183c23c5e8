package dev.ringback.proofs.crashpoints;

import dev.ringback.calls.Call;
import dev.ringback.calls.CallIntake;
import dev.ringback.calls.CallOperations;
import dev.ringback.calls.CallRequest;
import dev.ringback.calls.Occasion;
import dev.ringback.calls.SenderNames;
import dev.ringback.outbox.CrashPoint;
import dev.ringback.outbox.CrashPointListener;
import dev.ringback.outbox.Outbox;
import dev.ringback.outbox.OutboxEntry;
import dev.ringback.outbox.OutboxWorker;
import dev.ringback.outbox.Pauses;
import dev.ringback.outbox.drafts.Directory;
import dev.ringback.outbox.drafts.DraftPoller;
import dev.ringback.outbox.drafts.OrphanSweep;
import dev.ringback.platform.Problem;
import dev.ringback.platform.ServiceClock;
import dev.ringback.privacy.PhoneNumber;
import io.quarkus.arc.Arc;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.Quarkus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands in a packaged Ringback that is to die or freeze: obeys one command a line on its input, and ends or holds the
 * process at the crash point it was told. Answers are lines that start with {@link #MARK}.
 */
public final class Watcher implements CrashPointListener {
    static final String MARK = "@@ ";
    static final String FROZEN = "frozen";
    private static final String CALLER = "+12025550123";

    private record Trap(CrashPoint at, OutboxEntry.Kind kind, CrashCase.Mode mode) {}

    private final AtomicReference<Trap> trap = new AtomicReference<>();
    private final Semaphore thaw = new Semaphore(0);
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicLong recorded = new AtomicLong();

    public Watcher() {
        Thread.ofPlatform().daemon().name("watcher").start(this::obey);
    }

    @Override
    public void reached(CrashPoint at, OutboxEntry.Kind kind, UUID entry) {
        Trap set = trap.get();
        if (set != null && set.at == at && set.kind == kind && trap.compareAndSet(set, null)) {
            switch (set.mode) {
                case HALT -> Runtime.getRuntime().halt(137);
                case FREEZE, NAP -> {
                    say(FROZEN);
                    thaw.acquireUninterruptibly();
                }
            }
        }
        if (at == CrashPoint.RECORDED) {
            recorded.incrementAndGet(); // last: nobody may take one for idle that goes down here
        }
    }

    private void obey() {
        Scanner lines = new Scanner(System.in);
        while (lines.hasNextLine()) {
            String[] command = lines.nextLine().split(" ");
            Thread.ofVirtual().start(() -> answer(command)); // one that freezes must not keep the next from being heard
        }
        Quarkus.asyncExit();
    }

    private void answer(String[] command) {
        String answer;
        try {
            answer = done(command);
        } catch (Problem.Thrown refused) {
            answer = "refused " + refused.getMessage();
        } catch (RuntimeException e) {
            answer = "failed " + e;
        }
        say(command[0] + " " + answer);
    }

    private String done(String[] command) {
        switch (command[1]) {
            case "call" -> propose(command[2], command[3], Call.Via.valueOf(command[4]));
            case "arm" ->
                trap.set(new Trap(
                        CrashPoint.valueOf(command[2]),
                        OutboxEntry.Kind.valueOf(command[3]),
                        CrashCase.Mode.valueOf(command[4])));
            case "disarm" -> trap.set(null);
            case "thaw" -> thaw.release();
            case "send" -> {
                int claims = the(OutboxWorker.class).sendDue();
                claimed.addAndGet(claims);
                return "ok " + claims;
            }
            case "idle" -> {
                return claimed.get() == recorded.get() ? "ok" : "busy";
            }
            case "sweep" -> {
                return "ok " + the(Outbox.class).sweep();
            }
            case "watch" -> {
                return "ok " + the(DraftPoller.class).watchDue();
            }
            case "orphans" -> {
                return the(OrphanSweep.class).passed() ? "ok" : "failed to list the campaigns";
            }
            case "numbers" -> the(Directory.class).number(new PhoneNumber(CALLER)); // read once, kept from then on
            case "cancel" -> the(CallOperations.class).cancel(UUID.fromString(command[2]), "proof");
            case "clock" -> the(ServiceClock.class).readAgain();
            case "resume" -> the(Pauses.class).resumeAll("proof");
            case "settle" ->
                the(CallOperations.class)
                        .settle(
                                UUID.fromString(command[2]),
                                command[3].equals("placed"),
                                "by the ledger",
                                false,
                                "proof");
            default -> throw new IllegalArgumentException(command[1]);
        }
        return "ok";
    }

    private static void propose(String number, String about, Call.Via via) {
        Instant now = the(ServiceClock.class).instant();
        CallRequest fact = new CallRequest(
                "billing",
                SenderNames.of("billing"),
                "failed-payment",
                Set.of(),
                1,
                about,
                new PhoneNumber(number),
                List.of(),
                "agent_01HZ2N7G3K8M0Q5R7T9V2X4Y6Z",
                new PhoneNumber(CALLER),
                now,
                about,
                UUID.randomUUID(),
                now.minusSeconds(1),
                now.plus(Duration.ofDays(6)),
                List.of(),
                via,
                Map.of(),
                List.of(),
                null,
                null,
                null,
                dev.ringback.calls.CallTerms.NONE);
        QuarkusTransaction.requiringNew().run(() -> {
            CallIntake intake = the(CallIntake.class);
            intake.lock(List.of(new dev.ringback.calls.CallKey(fact.rule(), about)), List.of(fact.to()), Set.of());
            intake.propose(fact, new Occasion.First());
        });
    }

    private static <T> T the(Class<T> bean) {
        return Arc.container().instance(bean).get();
    }

    private static void say(String what) {
        synchronized (System.out) {
            System.out.println(MARK + what);
            System.out.flush();
        }
    }
}
